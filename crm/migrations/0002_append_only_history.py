from django.db import migrations

FORWARD = """
CREATE TRIGGER stage_events_are_append_only BEFORE UPDATE OR DELETE ON crm_stageevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
BACKWARD = "DROP TRIGGER stage_events_are_append_only ON crm_stageevent;"


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial"), ("workspaces", "0002_roles_and_append_only_audit")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
