from django.db import migrations

# Scores carry no foreign key (checking it costs as much as computing them); whoever deletes journeys, by whatever road,
# takes their scores along.
FORWARD = """
CREATE FUNCTION forget_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM nurturing_leadscore WHERE journey_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER scores_leave_with_their_journey AFTER DELETE ON crm_journey
    FOR EACH ROW EXECUTE FUNCTION forget_score();
"""
BACKWARD = """
DROP TRIGGER scores_leave_with_their_journey ON crm_journey;
DROP FUNCTION forget_score();
"""


class Migration(migrations.Migration):
    dependencies = [("nurturing", "0002_frozen_contents")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
