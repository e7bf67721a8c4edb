from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "targeting"

    def ready(self) -> None:
        from targeting.layer import register_layer

        register_layer()
