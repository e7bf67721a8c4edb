from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "targeting"

    def ready(self) -> None:
        from targeting.layer import register_layer
        from targeting.panels import register_panels
        from targeting.state import register_state

        register_layer()
        register_state()
        register_panels()
