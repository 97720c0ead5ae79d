"""Writes public_holidays.json: the public holidays of countries and their parts, by the package `holidays`.

For a country, each year is a string of days, MMDD after MMDD; for a part of it what is more (`+`) and what is
less (`-`) than in the country. Days that are proclaimed anew each year follow no rule and are left out: working days
exchanged with Saturdays, bridging days, elections.
"""

import json
from pathlib import Path

import holidays

FIRST, LAST = 1990, 2035
PARTS = {
    "US": [], "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT".split(), "MX": [], "BR": [], "AR": [], "CL": [], "CO": [],
    "GB": "ENG NIR SCT WLS".split(), "IE": [],
    "DE": "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split(), "AT": [],
    "CH": "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH".split(),
    "FR": ["57", "6AE"], "BE": [], "NL": [], "LU": [],
    "ES": "AN AR AS CB CL CM CN CT EX GA IB MC MD NC PV RI VC".split(), "PT": [], "IT": [],
    "DK": [], "SE": [], "NO": [], "FI": [], "IS": [], "PL": [], "CZ": [], "SK": [], "HU": [], "RO": [], "BG": [], "GR": [],
    "HR": [], "SI": [], "EE": [], "LV": [], "LT": [], "UA": [],
    "AU": "ACT NSW NT QLD SA TAS VIC WA".split(), "NZ": [], "ZA": [], "JP": [], "KR": [],
}

PROCLAIMED = ["Day off (substituted from", "Bridge Public Holiday", "Election", "elections"]


def days(country, part=None):
    found = holidays.country_holidays(country, subdiv=part, years=range(FIRST, LAST + 1), language="en_US")
    years = {str(year): set() for year in range(FIRST, LAST + 1)}
    for day in found:
        names = found.get_list(day)
        if all(any(text in name for text in PROCLAIMED) for name in names):
            continue
        if str(day.year) in years:
            years[str(day.year)].add(day.strftime("%m%d"))
    return years


def main():
    written = {}
    for country, parts in PARTS.items():
        whole = days(country)
        written[country] = {year: "".join(sorted(found)) for year, found in whole.items()}
        for part in parts:
            differs = {}
            for year, found in days(country, part).items():
                more, less = sorted(found - whole[year]), sorted(whole[year] - found)
                text = "".join("+" + day for day in more) + "".join("-" + day for day in less)
                if text:
                    differs[year] = text
            written[f"{country}-{part}"] = differs
    result = {"package": f"holidays {holidays.__version__}", "first": FIRST, "last": LAST, "days": written}
    text = json.dumps(result, separators=(",", ":")).replace('"},"', '"},\n"')
    Path(__file__).with_suffix(".json").write_text(text + "\n")


main()
