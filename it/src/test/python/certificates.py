"""ftplib logs in with certificates: HOST PORT FOLDER, where the folder holds NAME.pem and NAME.key."""
import ftplib
import io
import ssl
import sys

host, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
CONTENT = b"0123456789" * 50_000


def connected(name):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
    ftp = ftplib.FTP_TLS(context=context, timeout=60)
    ftp.connect(host, port)
    ftp.auth()
    return ftp


for name in ("anna", "robot"):
    ftp = connected(name)
    answer = ftp.login(name)
    assert answer.startswith("232 "), answer
    ftp.prot_p()
    ftp.storbinary("STOR p", io.BytesIO(CONTENT))
    back = io.BytesIO()
    ftp.retrbinary("RETR p", back.write)
    assert back.getvalue() == CONTENT
    assert ftp.nlst(), "nothing listed"
    ftp.quit()
    print(f"did: moved files, logged in by certificate as {name}")

ftp = connected("robot")
try:
    ftp.login("anna", "whatever")
    raise AssertionError("logged in as somebody else")
except ftplib.error_perm as no:
    assert str(no).startswith("530 Your client certificate"), no
ftp.close()
print("did: was refused with the certificate of another")
