from targeting.forms.buyers import BuyersForm, CommitteeForm, JourneyForm
from targeting.forms.icp import IcpForm

__all__ = ["BuyersForm", "CommitteeForm", "IcpForm", "JourneyForm"]
