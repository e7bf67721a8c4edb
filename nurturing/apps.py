from django.apps import AppConfig


class NurturingConfig(AppConfig):
    name = "nurturing"

    def ready(self) -> None:
        from nurturing.duties import register_duties
        from nurturing.known import register_known
        from nurturing.layer import register_layer
        from nurturing.selectors import desk, rail
        from nurturing.state import register_state
        from workspaces.navigation import register_condition, register_counter

        register_layer()
        register_state()
        register_known()
        register_counter("handoffs", desk.waiting_count)
        register_condition("handoffs", rail.has_handoffs)
        register_condition("leads", rail.has_leads)
        register_duties()
