from django.db import migrations

# Review and end of an agreement may be set after it; the contents still stand.
FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_frozen_artefact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Facts that come after the agreement: being superseded, going live, the date of the next review,
    -- how long it holds, and who has been reminded.
    later text[] := ARRAY['status', 'superseded_at', 'live_from', 'live_until', 'is_trial', 'review_on',
                          'valid_until', 'due_on', 'reminded_at', 'escalated_at'];
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
"""

BEFORE = """
CREATE OR REPLACE FUNCTION refuse_change_of_frozen_artefact() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0004_agreement_dates_comments_owners")]
    operations = [migrations.RunSQL(FUNCTION, BEFORE)]
