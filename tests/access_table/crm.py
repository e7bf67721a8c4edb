"""Who may enter the pages of records and data."""

from crm.models import ImportFile, ImportRun
from tests.access_table import EDITORS, EVERYBODY, RECORD_EDITORS, Row
from tests.factories import make_company, make_deal

CSV = b"external_id,email\nL1,a@b.example\n"


def fill_world(world) -> None:
    workspace = world.workspace
    world.company = make_company(workspace=workspace)
    world.deal = make_deal(workspace=workspace, company=world.company)
    file = ImportFile.objects.create(workspace=workspace, name="leads.csv", content=CSV)
    world.run = ImportRun.objects.create(
        workspace=workspace,
        entity="leads",
        file=file,
        file_name="leads.csv",
        mapping={"columns": {"external_id": "external_id", "email": "email"}},
    )


def _company(world) -> dict[str, int]:
    return {"company_id": world.company.pk}


def _deal(world) -> dict[str, int]:
    return {"deal_id": world.deal.pk}


def _run(world) -> dict[str, int]:
    return {"run_id": world.run.pk}


ROWS = [
    Row("crm:company-list", EVERYBODY),
    Row("crm:company", EVERYBODY, kwargs=_company),
    Row("crm:company-new", RECORD_EDITORS),
    Row("crm:company-edit", RECORD_EDITORS, "post", kwargs=_company),
    Row("crm:deal-list", EVERYBODY),
    Row("crm:deal", EVERYBODY, kwargs=_deal),
    Row("crm:deal-new", RECORD_EDITORS),
    Row("crm:deal-edit", RECORD_EDITORS, "post", kwargs=_deal),
    Row("crm:data", EDITORS),
    Row("crm:import", EDITORS),
    Row("crm:import-run", EDITORS, kwargs=_run),
    Row("crm:import-mapping", EDITORS, "post", kwargs=_run),
    Row("crm:import-back", EDITORS, "post", kwargs=_run),
    Row("crm:import-start", EDITORS, "post", kwargs=_run),
    Row("crm:import-refused", EDITORS, kwargs=_run),
    Row("crm:import-undo", EDITORS, kwargs=_run),
    Row("crm:series", EDITORS),
    Row("crm:metric-add", EDITORS, "post"),
    Row("crm:sources", EDITORS),
    Row("crm:quality", EDITORS),
]
