"""The business, the listing and the lead that the tests talk about."""

ACCOUNT = {"id": "oak", "brand": "Oak & Main", "agent": "Dana Reyes", "tz": "America/Chicago"}
LISTING = {"id": "L-7", "address": "12 Elm St", "price_usd": 689000, "hoa_usd_month": 0}
LEAD = {"first_name": "Jane", "last_name": "Doe", "phones": ["+15125550147"], "emails": ["jane@example.com"]}
PERSONAL = ["Jane", "Doe", "5125550147", "555-0147", "jane@example.com"]


def sms(id, text="What is the price of 12 Elm St?", **more):
    return {"id": id, "channel": "sms", "from": "+15125550147", "text": text, **more}


def chat(id, text="What is the price of 12 Elm St?", sender="visitor-1"):
    return {"id": id, "channel": "web_chat", "from": sender, "text": text}


def settle(engine):
    """An engine's account with a listing and a lead on file: (view, lead)."""
    engine.upsert_account(ACCOUNT)
    oak = engine.for_account("oak")
    oak.upsert_listing(LISTING)
    return oak, oak.upsert_lead(LEAD)


async def settle_async(engine):
    await engine.upsert_account(ACCOUNT)
    oak = engine.for_account("oak")
    await oak.upsert_listing(LISTING)
    return oak, await oak.upsert_lead(LEAD)
