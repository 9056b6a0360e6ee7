"""`python -m tests.make_sbom [FILE]`: the libraries of requirements.lock as CycloneDX JSON."""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(lock: str) -> dict[str, Any]:
    """Every library that the lock pins: name, release, package URL, hashes, where it is needed."""
    components: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if found := _PINNED.match(line):
            name, release, needed = found.groups()
            purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{release}"
            component: dict[str, Any] = {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": release,
                "purl": purl,
                "hashes": [],
            }
            if needed:
                component["properties"] = [{"name": "quiz:marker", "value": needed}]
            components.append(component)
        elif found := _HASH.search(line):
            components[-1]["hashes"].append({"alg": "SHA-256", "content": found[1]})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "cchc-quiz",
                "name": "cchc-quiz",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "cchc-quiz", "dependsOn": [one["purl"] for one in components]}],
    }


def main(target: Path) -> None:
    """Write the bill."""
    found = bill((ROOT / "requirements.lock").read_text())
    target.write_text(json.dumps(found, indent=1) + "\n")
    print(f"{target}: {len(found['components'])} libraries")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "sbom.json")
