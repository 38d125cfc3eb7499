"""A server for tests of pods as processes: tells what it sees of its pod, and writes to its volume."""

import http.server
import json
import os
import pathlib
import ssl
import sys
import urllib.error
import urllib.request

DATA = pathlib.Path("/data/count")
ACCOUNT = pathlib.Path("/var/run/secrets/kubernetes.io/serviceaccount")


def ask_api(path):
    """The status of a call to the API server with the pod's own token; 0 where it can't be reached."""
    server = f"https://{os.environ['KUBERNETES_SERVICE_HOST']}:{os.environ['KUBERNETES_SERVICE_PORT']}"
    token = (ACCOUNT / "token").read_text()
    request = urllib.request.Request(server + path, headers={"Authorization": f"Bearer {token}"})
    context = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))
    try:
        return urllib.request.urlopen(request, timeout=3, context=context).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/api-status"):
            answer = ask_api(self.path.removeprefix("/api-status"))
        else:
            answer = {
                "starts": DATA.read_text().count("x"),
                "greeting": pathlib.Path("/config/greeting").read_text(),
                "environment": {key: os.environ.get(key) for key in ("POD_NAME", "POD_IP", "SECRET", "URL")},
                "user": [os.getuid(), os.getgid(), sorted(os.getgroups())],
                "secretMode": oct(os.stat("/secret/word").st_mode & 0o7777),
                "rootIsWritable": os.access("/", os.W_OK),
                "processId": os.getpid(),
                "hostname": os.uname().nodename,
            }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


with DATA.open("a") as data:
    data.write("x")
print("started", flush=True)
http.server.ThreadingHTTPServer((os.environ["POD_IP"], int(sys.argv[1])), Handler).serve_forever()
