"""Reads the history from the API by itself and compares it with the files, by Python's own csv.

    expected-rows.py URL FOLDER ZONE

Prints what it found as JSON: rows, files, the largest file, and the first differences.
"""

import csv
import glob
import json
import os
import re
import sys
import urllib.request
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

url, folder, zone_name = sys.argv[1:]
zone = ZoneInfo(zone_name)
headers = {
    "trakt-api-key": "soak",
    "trakt-api-version": "2",
    "Authorization": "Bearer demo",
}

plays = []
page, pages = 1, 1
while page <= pages:
    request = urllib.request.Request(
        f"{url}/sync/history/movies?page={page}&limit=250", headers=headers
    )
    with urllib.request.urlopen(request) as answer:
        pages = int(answer.headers["X-Pagination-Page-Count"])
        plays += json.load(answer)
    page += 1


def day(play):
    instant = datetime.fromisoformat(play["watched_at"].replace("Z", "+00:00"))
    if instant < datetime(1971, 1, 1, tzinfo=timezone.utc):
        return ""
    return instant.astimezone(zone).strftime("%Y-%m-%d")


first_day = {}
for play in plays:
    film = play["movie"]["ids"]["trakt"]
    first_day[film] = min(first_day.get(film, "9999"), day(play))

expected = []
seen = set()
for play in plays:
    movie = play["movie"]
    key = (movie["ids"]["trakt"], day(play))
    if key in seen:
        continue
    seen.add(key)
    text = lambda value: "" if value is None else str(value)
    expected.append(
        [
            text(movie["ids"]["tmdb"]),
            text(movie["ids"]["imdb"]),
            text(movie["title"]),
            text(movie["year"]),
            key[1],
            "false" if key[1] == first_day[key[0]] else "true",
        ]
    )


def part(path):
    number = re.search(r"history-(\d+)\.csv$", path)
    return int(number.group(1)) if number else 1


found = []
files = sorted(glob.glob(os.path.join(folder, "history*.csv")), key=part)
problems = []
for path in files:
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    if rows[0] != ["tmdbID", "imdbID", "Title", "Year", "WatchedDate", "Rewatch"]:
        problems.append(f"{path}: {rows[0]}")
    found += rows[1:]

if len(found) != len(expected):
    problems.append(f"{len(found)} rows, expected {len(expected)}")
for index, (have, want) in enumerate(zip(found, expected)):
    if have != want:
        problems.append(f"row {index + 1}: {have}, expected {want}")

print(
    json.dumps(
        {
            "plays": len(plays),
            "rows": len(found),
            "files": len(files),
            "largest": max(map(os.path.getsize, files), default=0),
            "problems": problems[:5],
        }
    )
)
