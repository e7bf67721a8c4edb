from crm.models.activities import Activity, ActivityType
from crm.models.changes import ChangedDay, ChangedLead
from crm.models.companies import Company
from crm.models.consents import Consent
from crm.models.custom_fields import CustomField, Entity
from crm.models.deals import Deal
from crm.models.import_journal import ImportChange, ImportCreation
from crm.models.imports import ImportFile, ImportRun
from crm.models.leads import Lead
from crm.models.series import SeriesMetric, SeriesValue
from crm.models.sources import Campaign, Source
from crm.models.stages import CHAIN, Journey, Stage, StageDefinition, StageEvent

__all__ = [
    "CHAIN",
    "Activity",
    "ActivityType",
    "Campaign",
    "ChangedDay",
    "ChangedLead",
    "Company",
    "Consent",
    "CustomField",
    "Deal",
    "Entity",
    "ImportChange",
    "ImportCreation",
    "ImportFile",
    "ImportRun",
    "Journey",
    "Lead",
    "SeriesMetric",
    "SeriesValue",
    "Source",
    "Stage",
    "StageDefinition",
    "StageEvent",
]
