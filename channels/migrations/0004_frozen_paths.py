from django.db import migrations

FORWARD = (
    "CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON channels_pathstep"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();"
)
BACKWARD = "DROP TRIGGER agreed_content_stays ON channels_pathstep;"


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_layer_three_in_full"), ("strategy", "0002_frozen_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
