from django.db import migrations

# What has been agreed stays as it was. Both functions step aside only where a transaction says so aloud
# (`SET LOCAL app.purge = 'on'`: the purge of a whole workspace).
FUNCTIONS = """
CREATE FUNCTION refuse_change_of_frozen_artefact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Facts that come after the agreement: being superseded, going live, the date of the next review.
    later text[] := ARRAY['status', 'superseded_at', 'live_from', 'live_until', 'is_trial', 'review_on'];
BEGIN
    IF current_setting('app.purge', true) = 'on' OR OLD.status NOT IN ('agreed', 'superseded') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - later) = (to_jsonb(OLD) - later)
        AND (NEW.status = OLD.status OR (OLD.status = 'agreed' AND NEW.status = 'superseded'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'artefact version % is agreed and cannot be changed', OLD.id USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_change_of_frozen_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen bigint;
BEGIN
    IF current_setting('app.purge', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    SELECT id INTO frozen FROM strategy_artefactversion
        WHERE status IN ('agreed', 'superseded')
          AND (   (TG_OP <> 'INSERT' AND id = OLD.artefact_id)
               OR (TG_OP <> 'DELETE' AND id = NEW.artefact_id))
        LIMIT 1;
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION '% of the agreed artefact version % cannot be changed', TG_TABLE_NAME, frozen
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION refuse_change_of_agreed_pointer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreed bigint;
BEGIN
    IF current_setting('app.purge', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    SELECT id INTO agreed FROM strategy_strategyversion
        WHERE status <> 'draft'
          AND (   (TG_OP <> 'INSERT' AND id = OLD.strategy_version_id)
               OR (TG_OP <> 'DELETE' AND id = NEW.strategy_version_id))
        LIMIT 1;
    IF agreed IS NOT NULL THEN
        RAISE EXCEPTION 'strategy version % is agreed and cannot be changed', agreed
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER agreed_artefact_stays BEFORE UPDATE OR DELETE ON strategy_artefactversion
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_artefact();
CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON strategy_goal
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();
CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON strategy_rolesplitrow
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();
CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON strategy_plantarget
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();
CREATE TRIGGER agreed_content_stays BEFORE INSERT OR UPDATE OR DELETE ON strategy_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_content();
CREATE TRIGGER agreed_pointers_stay BEFORE INSERT OR UPDATE OR DELETE ON strategy_strategyversionpointer
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agreed_pointer();
"""

UNDO = """
DROP TRIGGER agreed_pointers_stay ON strategy_strategyversionpointer;
DROP TRIGGER agreed_content_stays ON strategy_approval;
DROP TRIGGER agreed_content_stays ON strategy_plantarget;
DROP TRIGGER agreed_content_stays ON strategy_rolesplitrow;
DROP TRIGGER agreed_content_stays ON strategy_goal;
DROP TRIGGER agreed_artefact_stays ON strategy_artefactversion;
DROP FUNCTION refuse_change_of_agreed_pointer();
DROP FUNCTION refuse_change_of_frozen_content();
DROP FUNCTION refuse_change_of_frozen_artefact();
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
