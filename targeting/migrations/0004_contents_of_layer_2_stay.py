from django.db import migrations

# Contents of an agreed version stay as they were, the new tables too; a lead's role leaves with its lead.
TABLES = ["targeting_icpelement", "targeting_message", "targeting_persona", "targeting_titlerule"]
FORWARD = (
    "".join(
        f"CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();"
        for table in TABLES
    )
    + """
CREATE FUNCTION forget_buying_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM targeting_leadrole WHERE lead_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER buying_role_leaves_with_its_lead AFTER DELETE ON crm_lead
    FOR EACH ROW EXECUTE FUNCTION forget_buying_role();
"""
)
BACKWARD = """
DROP TRIGGER buying_role_leaves_with_its_lead ON crm_lead;
DROP FUNCTION forget_buying_role();
""" + "".join(f"DROP TRIGGER agreed_content_stays ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("targeting", "0003_layer_2_complete")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
