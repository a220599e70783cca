"""Asks for Ferry's numbers as Prometheus does, and reads them with Prometheus' own Python library, in the text format
and in OpenMetrics, whose parser is strict.

Arguments: URL. Prints "did: TASK", and "SERIES VALUE" for each of ours.
"""
import sys
import urllib.request

from prometheus_client import parser
from prometheus_client.openmetrics import parser as strict

url = sys.argv[1]
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fetch(accept):
    with opener.open(urllib.request.Request(url, headers={'Accept': accept}), timeout=60) as answer:
        return answer.headers['Content-Type'], answer.read().decode()


kind, text = fetch('text/plain; version=0.0.4')
assert kind.startswith('text/plain; version=0.0.4'), kind
families = list(parser.text_string_to_metric_families(text))
names = [family.name for family in families]
assert len(names) == len(set(names)), names
assert all(family.documentation and family.type != 'unknown' for family in families), families
kind, text = fetch('application/openmetrics-text; version=1.0.0')
assert kind.startswith('application/openmetrics-text; version=1.0.0'), kind
open_families = list(strict.text_string_to_metric_families(text))
print('did: prometheus_client: metrics read, in the text format and in OpenMetrics')
assert {family.name for family in open_families} == {n.removesuffix('_total') for n in names}, names
for family in families:
    for sample in family.samples:
        labels = ','.join('%s=%s' % it for it in sorted(sample.labels.items()))
        print('%s{%s} %s' % (sample.name, labels, sample.value))
