from django.apps import AppConfig


class KpiConfig(AppConfig):
    name = "kpi"

    def ready(self) -> None:
        from kpi import receivers  # noqa: F401 - connects the one listener
        from kpi.duties import register_duties
        from kpi.known import register_known
        from kpi.layer import register_layer
        from kpi.selectors.rail import has_dashboards
        from kpi.state import register_state
        from workspaces.navigation import register_condition

        register_layer()
        register_state()
        register_known()
        register_condition("dashboard", has_dashboards)
        register_duties()
