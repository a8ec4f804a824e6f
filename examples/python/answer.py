"""Answers one message with the composer: no model, no network, no key.

`python examples/python/answer.py`, where the package is installed: `pip install ./bindings-python`
"""

import closr

with closr.Engine() as engine:
    engine.upsert_account(
        id="oak", brand="Oak & Main Realty", agent="Dana Reyes", brokerage="Oak & Main Realty LLC",
        license="TREC 0654321", phone="+15125550100", tz="America/Chicago",
    )

    oak = engine.for_account("oak")
    oak.upsert_listing(
        id="L-1042", address="1208 Willow Bend", city="Austin", price_usd=689000, beds=3, baths=2.5, hoa_usd_month=0,
        status="active",
    )
    oak.upsert_lead(first_name="Jane", phones=["+15125550147"])

    for id, text in [("SM1", "Hi, how much is it and is there an HOA?"), ("SM2", "STOP"), ("SM3", "hello?")]:
        outcome = oak.reply(id=id, channel="sms", from_="+15125550147", text=text)
        cleared = outcome.take_cleared()
        print(f"{text}\n  -> {outcome.kind} {outcome.reasons}\n  {cleared.release() if cleared else '(nothing)'}")
