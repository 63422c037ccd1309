#!/bin/sh
# Puts the ingest pipeline and the index template into Elasticsearch and, where KIBANA_URL is set,
# the data view into Kibana. Waits until they answer; may be run again at any time.
set -eu

elasticsearch=${ELASTICSEARCH_URL:-http://elasticsearch:9200}
folder=$(dirname "$0")

request() {
  method=$1 url=$2 file=$3
  if [ -n "${ELASTICSEARCH_USERNAME:-}" ]; then
    # By standard input, for arguments can be read by others; in quotes as curl reads them.
    login=$(printf '%s:%s' "$ELASTICSEARCH_USERNAME" "${ELASTICSEARCH_PASSWORD:-}" | sed 's/[\\"]/\\&/g')
    printf 'user = "%s"\n' "$login"
  fi | curl -sS --fail-with-body -m 30 -K - -X "$method" "$url" \
    -H 'Content-Type: application/json' -H 'kbn-xsrf: ettl' --data-binary "@$file"
  echo
}

wait_for() {
  tries=0
  # Any answer will do; a 401 is one.
  until curl -s -o /dev/null -m 5 "$1"; do
    tries=$((tries + 1))
    if [ "$tries" -ge "${WAIT_SECONDS:-120}" ]; then
      echo "no answer from $1 within ${WAIT_SECONDS:-120} s" >&2
      exit 1
    fi
    sleep 1
  done
}

wait_for "$elasticsearch"
# The pipeline first: the template names it.
request PUT "$elasticsearch/_ingest/pipeline/logs-ettl" "$folder/ingest-pipeline.json"
request PUT "$elasticsearch/_index_template/logs-ettl" "$folder/index-template.json"

if [ -n "${KIBANA_URL:-}" ]; then
  wait_for "$KIBANA_URL/api/status"
  request POST "$KIBANA_URL/api/data_views/data_view" "$folder/data-view.json"
fi
echo "the logs of ettl have a pipeline and a template"
