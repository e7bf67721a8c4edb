from django.db import migrations

# Contents of an agreed version stay as they were; the function comes with the versions themselves.
TABLES = ["nurturing_mqlrule", "nurturing_scorerule", "nurturing_sla", "nurturing_returndestination"]
FORWARD = "".join(
    f"CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER agreed_content_stays ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("nurturing", "0001_initial"), ("strategy", "0002_frozen_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
