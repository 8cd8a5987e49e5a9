"""Writes a certificate for this machine alone, and its key: certificate.pem and key.pem in the working folder.

CDK's bucket policies refuse requests without TLS, so an emulator that honours policies has to speak it.
"""

import datetime
import ipaddress
import os
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

key = ec.generate_private_key(ec.SECP256R1())
# A name of its own: of two trusted certificates with one name, a client may try only the first.
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Reshoot's emulator {uuid.uuid4()}")])
now = datetime.datetime.now(datetime.timezone.utc)
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(x509.random_serial_number())
    .not_valid_before(now - datetime.timedelta(hours=1))
    .not_valid_after(now + datetime.timedelta(days=1))
    .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    .add_extension(
        x509.SubjectAlternativeName(
            [
                x509.DNSName("localhost"),
                x509.DNSName("*.execute-api.localhost"),
                x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            ]
        ),
        critical=False,
    )
    .sign(key, hashes.SHA256())
)

with open("certificate.pem", "wb") as file:
    file.write(certificate.public_bytes(serialization.Encoding.PEM))
with open(os.open("key.pem", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
    file.write(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
