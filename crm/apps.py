from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm.duties import register_duties
        from crm.selectors.rail import has_records
        from workspaces.navigation import register_condition

        register_condition("data", has_records)
        register_duties()
