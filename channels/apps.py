from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "channels"

    def ready(self) -> None:
        from channels.duties import register_duties
        from channels.layer import register_layer
        from channels.state import register_state

        register_layer()
        register_state()
        register_duties()
