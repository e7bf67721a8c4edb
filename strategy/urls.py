from django.urls import URLPattern, URLResolver, path

from strategy.views import agreement, blueprint, checks, start, steps, versions

app_name = "strategy"
urlpatterns: list[URLPattern | URLResolver] = [
    path("strategies/", start.strategies, name="list"),
    path("strategies/new", start.new, name="new"),
    path("strategies/new/numbers", start.numbers, name="new-numbers"),
    path("s/", blueprint.current, name="current"),
    path("s/<int:strategy_id>/", blueprint.blueprint_page, name="blueprint"),
    path("s/<int:strategy_id>/start", start.result, name="result"),
    path("s/<int:strategy_id>/current", start.current, name="make-current"),
    path("s/<int:strategy_id>/l1/goal", steps.goal, name="goal"),
    path("s/<int:strategy_id>/l1/backcalc", steps.backcalc, name="backcalc"),
    path("s/<int:strategy_id>/l1/roles", steps.roles, name="roles"),
    path("s/<int:strategy_id>/l<int:layer>/check", checks.check, name="check"),
    path("s/<int:strategy_id>/review", agreement.review, name="review"),
    path("s/<int:strategy_id>/review/parties", agreement.parties, name="parties"),
    path("s/<int:strategy_id>/a/<slug:kind>/submit", agreement.submit, name="submit"),
    path("s/<int:strategy_id>/a/<slug:kind>/approve", agreement.approve, name="approve"),
    path("s/<int:strategy_id>/a/<slug:kind>/send-back", agreement.send_back, name="send-back"),
    path("s/<int:strategy_id>/a/<slug:kind>/ask", agreement.ask, name="ask"),
    path("s/<int:strategy_id>/a/<slug:kind>/withdraw", agreement.withdraw, name="withdraw"),
    path("s/<int:strategy_id>/a/<slug:kind>/go-live", agreement.go_live, name="go-live"),
    path("s/<int:strategy_id>/a/<slug:kind>/trial", agreement.trial, name="trial"),
    path("s/<int:strategy_id>/a/<slug:kind>/stop-trial", agreement.stop_trial, name="stop-trial"),
    path("s/<int:strategy_id>/a/<slug:kind>/revise", versions.revise, name="revise"),
    path("s/<int:strategy_id>/a/<slug:kind>/keep", versions.keep, name="keep"),
    path("s/<int:strategy_id>/versions/<str:version>/diff", versions.diff, name="diff"),
]
