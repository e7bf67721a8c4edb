from targeting.forms.buyers import BuyersForm, CommitteeForm, JourneyForm, PersonasForm
from targeting.forms.icp import IcpForm
from targeting.forms.messages import MessagesForm

__all__ = ["BuyersForm", "CommitteeForm", "IcpForm", "JourneyForm", "MessagesForm", "PersonasForm"]
