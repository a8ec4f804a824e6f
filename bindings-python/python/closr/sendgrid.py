"""SendGrid's webhooks: `verify` each, or `verify_secret` where an Inbound Parse is not signed, before `parse` says what it tells.

>>> import closr
>>> body = b'[{"event": "spamreport", "email": "jane@example.com", "timestamp": 1795900000}]'
>>> key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
>>> closr.sendgrid.verify("https://oak.example/sendgrid", {}, body, key)
Traceback (most recent call last):
    ...
closr.errors.UnauthorizedError: the webhook's signature is not SendGrid's for this body and public key: answer 403; if it is SendGrid's, give the raw body and the key of this webhook
>>> consent, status = closr.sendgrid.parse("https://oak.example/sendgrid", {}, body, groups={"marketing": 12345})
>>> consent["record"]["kind"], status["state"]
('opt_out', 'delivered')
"""

from ._closr import sendgrid_parse as parse
from ._closr import sendgrid_verify as verify
from ._closr import sendgrid_verify_secret as verify_secret

__all__ = ["parse", "verify", "verify_secret"]
