"""現状分析 in words: the six BtoB traits, the sections of what is known, the thirty questions, and what records say of them."""
