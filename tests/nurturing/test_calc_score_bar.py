from nurturing.calc.score_bar import score_bar


def test_parts_and_threshold_have_their_places() -> None:
    bar = score_bar(45, 33, threshold=60)
    assert (bar.fit, bar.engagement_from, bar.engagement, bar.threshold) == (45, 45, 33, 60)


def test_more_than_the_top_still_fits() -> None:
    bar = score_bar(120, 80, threshold=60)
    assert (bar.fit, bar.engagement, bar.threshold) == (60, 40, 30)


def test_below_zero_draws_nothing() -> None:
    bar = score_bar(-30, 20, threshold=None)
    assert (bar.fit, bar.engagement_from, bar.engagement, bar.threshold) == (0, 0, 20, None)
