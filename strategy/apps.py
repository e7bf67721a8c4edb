from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self) -> None:
        from strategy.duties import register_duties
        from strategy.layer import register_layer
        from strategy.selectors.facts import register_facts
        from strategy.selectors.known import register_known
        from strategy.services.trait_defaults import register_trait_defaults

        register_layer()
        register_facts()
        register_known()
        register_trait_defaults()
        register_duties()
