from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# One function for every append-only table: refuses UPDATE and DELETE except where a transaction says so aloud
# (`SET LOCAL app.purge = 'on'`: the purge of a workspace and the undo of an import, both audited).
APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.purge', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON workspaces_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = """
DROP TRIGGER audit_is_append_only ON workspaces_auditentry;
DROP FUNCTION refuse_change();
"""


def write_roles(apps, schema_editor):
    from workspaces.rights import ROLES

    role_model = apps.get_model("workspaces", "Role")
    for position, role in enumerate(ROLES):
        role_model.objects.update_or_create(
            key=role.key,
            defaults={
                "name_ja": role.name_ja,
                "name_en": role.name_en,
                "rights": role.rights,
                "home": role.home,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0001_initial")]
    # The search indexes of `crm` need the extension below.
    run_before = [("crm", "0001_initial")]
    operations = [
        TrigramExtension(),
        migrations.RunPython(write_roles, migrations.RunPython.noop),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
