from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "channels"

    def ready(self) -> None:
        from channels.duties import register_duties
        from channels.known import register_known
        from channels.layer import register_layer
        from channels.plan_rows import register_plan_rows
        from channels.state import register_state

        register_layer()
        register_state()
        register_known()
        register_duties()
        register_plan_rows()
