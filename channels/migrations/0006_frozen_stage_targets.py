from django.db import migrations

FORWARD = (
    "CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON channels_contentstagetarget"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();"
)
BACKWARD = "DROP TRIGGER agreed_content_stays ON channels_contentstagetarget;"


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_content_stage_targets"), ("strategy", "0002_frozen_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
