#!/usr/bin/env python3
"""Whether what deploys LunaCore is in step with what it deploys: part of `make lint`.

- every program of Package.swift that is a service has a target in deploy/Dockerfile, a service in docker-compose.yml
  with a health check of its own, and a place in the chart's values;
- every LUNA_ variable that is set anywhere is a setting of the service that gets it (docs/configuration.md, which a
  test compares with the code), and no secret is given as a plain variable;
- services and servers start in the order of Shared/LunaStack/ServiceCatalog.swift;
- values files satisfy values.schema.json; templates use values that exist;
- every alert has a runbook and every runbook an alert; rules and dashboards use metrics that the code has, and so does what
  replicas follow;
- shell scripts are valid POSIX shell.

With Helm's library for Python or the program `helm`, the chart is rendered with every values file and each pod is held
against the restricted Pod Security Standard; with kubernetes-validate, all of it against the strict schemas of three
versions of Kubernetes; with checkov, against its policies, and so is the Dockerfile; with check-jsonschema and zizmor,
the workflows; with promtool and amtool, rules are tested and routes checked. Without them it says what was left out:
`pip install -r deploy/scripts/requirements.txt` brings those that Python has; with `--all` it is a fault when one is missing.
"""

import functools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "helm/lunacore"
# Read by programs without being settings of a service.
OUTSIDE = {
    "validator": {"LUNA_PYTHON", "LUNA_RUFF", "LUNA_BWRAP"},
    "luna": {"LUNA_URL", "LUNA_KEY_FILE", "LUNA_CA_FILE", "LUNA_HOME"},
    "backup": {"LUNA_HOME", "LUNA_BACKUP_PASSPHRASE_FILE", "LUNA_BACKUP_KEY_FILE"},
}
KUBERNETES = ("1.29", "1.31", "1.34")
# What checkov finds and we want: the name space is the release's; tags are those of a release and never reused; a limit of
# processor time only makes services slow; ports of hosts are nobody's.
POLICY_WAIVED = {"CKV_K8S_21", "CKV_K8S_43", "CKV_K8S_15", "CKV_K8S_11"}
# And of single objects: the users of images that are not ours; a test that ends; the sandbox (decision 0032).
POLICY_EXCEPTIONS = {
    ("CKV_K8S_40", "luna-lunacore-nats"),
    ("CKV_K8S_40", "luna-lunacore-postgres"),
    ("CKV_K8S_8", "luna-lunacore-test"),
    ("CKV_K8S_9", "luna-lunacore-test"),
    ("CKV_K8S_31", "luna-lunacore-validator"),
    # Base images are arguments with versions.
    ("CKV_DOCKER_7", "FROM"),
}
problems: list[str] = []


def complain(where: str, what: str) -> None:
    problems.append(f"{where}: {what}")


def text(path: str) -> str:
    return (ROOT / path).read_text()


class Compose(yaml.SafeLoader):
    """Compose's own tags say how files are merged; the content is what it is."""


def plain(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else node.value


Compose.add_multi_constructor("!", plain)


def programs() -> list[str]:
    names = re.findall(r'\.executable\(name: "([a-z-]+)"', text("Package.swift"))
    return [name for name in names if name != "luna"]


def settings() -> tuple[dict[str, set[str]], set[str]]:
    """The variables of each service ("" = of all), and those that hold secrets."""
    known: dict[str, set[str]] = {"": set()}
    secret: set[str] = set()
    section = ""
    for line in text("docs/configuration.md").splitlines():
        if match := re.match(r"### ([a-z-]+)$", line):
            section = match[1]
            known[section] = set()
        if line.startswith("| `"):
            names = re.findall(r"`([A-Z][A-Z0-9_]+)`", line.split(" | ")[1])
            known[section] |= set(names)
            if "**Secret.**" in line or any(name.endswith("_FILE") and name[:-5] in names for name in names):
                secret |= {name for name in names if not name.endswith("_FILE")}
    return known, secret


def check_variables(where: str, service: str, names: dict[str, object]) -> None:
    known, secret = settings()
    allowed = known[""] | known.get(service, set()) | OUTSIDE.get(service, set())
    for name, value in names.items():
        if name.startswith(("LUNA_", "NATS_", "DATABASE_", "OTEL_")) and name not in allowed:
            complain(where, f"{name} is no setting of {service} (docs/configuration.md)")
        if name in secret and not re.match(r"^(nats|tls)://[^@]*$", str(value)):
            complain(where, f"{name} holds a secret: give it as a file ({name}_FILE)")


def check_dockerfile(services: list[str]) -> None:
    lines = text("deploy/Dockerfile")
    targets = set(re.findall(r"^FROM \S+ AS (\S+)$", lines, re.M))
    built = re.search(r'LUNA_PRODUCTS="([^"]*)"', lines)[1].split()
    for name in [*services, "luna"]:
        if name not in targets:
            complain("deploy/Dockerfile", f"no target {name}")
        if name not in built:
            complain("deploy/Dockerfile", f"{name} is not among LUNA_PRODUCTS")
    for stage in re.split(r"^(?=FROM )", lines, flags=re.M)[1:]:
        name = re.match(r"FROM \S+ AS (\S+)", stage)[1]
        if name in services:
            if f'/{name}", "--health"]' not in stage:
                complain("deploy/Dockerfile", f"{name} has no health check of its own")
            if f'/{name}"]' not in stage:
                complain("deploy/Dockerfile", f"{name} is not its own entry point")
        if name in [*services, "runtime"]:
            joined = stage.replace("\\\n", " ")
            pairs = dict(p.split("=", 1) for line in re.findall(r"^ENV (.*)$", joined, re.M) for p in line.split())
            check_variables("deploy/Dockerfile", "" if name == "runtime" else name, pairs)
    for forbidden in ("<<EOF", "--link"):
        if forbidden in lines:
            complain("deploy/Dockerfile", f"{forbidden} is not understood by older builders")


def catalog() -> dict[str, list[str]]:
    found = re.findall(
        r'ServiceSpec\(\s*name: "([a-z-]+)", needs: \[([^\]]*)\]', text("Shared/LunaStack/ServiceCatalog.swift")
    )
    return {name: [part.strip(' "') for part in needs.split(",")] for name, needs in found}


def check_compose(services: list[str]) -> None:
    base = yaml.load(text("docker-compose.yml"), Compose)
    for name in services:
        service = base["services"].get(name)
        if service is None:
            complain("docker-compose.yml", f"no service {name}")
            continue
        if service["build"]["target"] != name:
            complain("docker-compose.yml", f"{name} is built as {service['build']['target']}")
        if service["healthcheck"]["test"][-2:] != [f"{service['healthcheck']['test'][1]}", "--health"]:
            complain("docker-compose.yml", f"{name}: the health check is not `{name} --health`")
        if not service.get("read_only") or service.get("cap_drop") != ["ALL"]:
            complain("docker-compose.yml", f"{name}: not read-only or not without capabilities")
        needs = {{"nats-server": "nats"}.get(need, need) for need in catalog().get(name, [])}
        missing = needs - set(service.get("depends_on", {}))
        if missing:
            complain("docker-compose.yml", f"{name} does not wait for {', '.join(sorted(missing))}")
    volumes: dict[str, set[str]] = {}
    for path in sorted(ROOT.glob("docker-compose*.yml")):
        content = yaml.load(path.read_text(), Compose)
        for name, service in content["services"].items():
            if path.name != "docker-compose.yml" and name not in base["services"]:
                complain(path.name, f"{name} is not in docker-compose.yml")
            check_variables(path.name, name, service.get("environment") or {})
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                volumes.setdefault(source, set()).add(name)
                if source.startswith("./") and not (ROOT / source).exists():
                    complain(path.name, f"{name}: {source} is not there")
    # A volume of secrets is its reader's alone.
    readers = {name: {name} for name in [*services, "nats", "postgres"]}
    readers |= {"access": {"security", "luna"}, "operator": {"backup"}, "authority": set(), "outside": set()}
    for reader, allowed in readers.items():
        found = volumes.get(f"secrets-{reader}", set())
        if extra := found - allowed - {"secrets"}:
            complain("docker-compose.yml", f"{', '.join(sorted(extra))} can read secrets-{reader}")
        if missing := (allowed | {"secrets"}) - found:
            complain("docker-compose.yml", f"{', '.join(sorted(missing))} cannot read secrets-{reader}")
    for name in services:
        environment = base["services"][name].get("environment", {})
        if environment.get("LUNA_NATS_USER") != name:
            complain("docker-compose.yml", f"{name} is user {environment.get('LUNA_NATS_USER')} of the bus")
    for variable in re.findall(r"^#?([A-Z_]+)=", text(".env.example"), re.M):
        if not any("${" + variable in path.read_text() for path in ROOT.glob("docker-compose*.yml")):
            complain(".env.example", f"nothing uses {variable}")


def merge(base: dict, more: dict) -> dict:
    out = dict(base)
    for key, value in more.items():
        out[key] = merge(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


def check_values(services: list[str]) -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    version = re.search(r'current = "([^"]+)"', text("Shared/LunaServiceKit/LunaVersion.swift"))[1]
    if chart["appVersion"] != version:
        complain("helm/lunacore/Chart.yaml", f"appVersion is {chart['appVersion']}, LunaVersion {version}")
    if sorted(values["services"]) != sorted(services):
        complain("helm/lunacore/values.yaml", f"services are {sorted(values['services'])}, not {sorted(services)}")
    for path in [CHART / "values.yaml", *sorted(CHART.glob("values-*.yaml"))]:
        content = merge(values, yaml.safe_load(path.read_text()))
        for error in jsonschema.Draft202012Validator(schema).iter_errors(content):
            complain(f"helm/lunacore/{path.name}", f"{'/'.join(map(str, error.path))}: {error.message}")
    for path in sorted((CHART / "templates").rglob("*.*")):
        for used in re.findall(r"\.Values\.([A-Za-z.]+)", path.read_text()):
            place: object = values
            for part in used.strip(".").split("."):
                place = place.get(part, {}) if isinstance(place, dict) and part in place else None
            if place is None:
                complain(f"helm/lunacore/templates/{path.name}", f"there is no value {used}")
    smoke = (CHART / "files/smoke/plan.yaml").read_text()
    if smoke != text("examples/plans/todo-api.yaml"):
        complain("helm/lunacore/files/smoke/plan.yaml", "is not examples/plans/todo-api.yaml any more: copy it")


def restricted(pod: dict) -> list[str]:
    """What the restricted Pod Security Standard of Kubernetes finds wrong with a pod."""
    found = [key for key in ("hostNetwork", "hostPID", "hostIPC") if pod.get(key)]
    allowed = {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
    found += [f"volume {v['name']}" for v in pod.get("volumes", []) if set(v) - {"name"} - allowed]
    whole = pod.get("securityContext", {})
    for container in pod.get("initContainers", []) + pod["containers"]:
        own = container.get("securityContext", {})
        if own.get("privileged") or own.get("allowPrivilegeEscalation") is not False:
            found.append("may gain privileges")
        if own.get("capabilities", {}).get("drop") != ["ALL"] or own["capabilities"].get("add"):
            found.append("has capabilities")
        if not (own.get("runAsNonRoot") or whole.get("runAsNonRoot")) or whole.get("runAsUser") == 0:
            found.append("may be root")
        if (own.get("seccompProfile") or whole.get("seccompProfile") or {}).get("type") not in (
            "RuntimeDefault",
            "Localhost",
        ):
            found.append("has no seccomp profile")
        if own.get("procMount", "Default") != "Default":
            found.append("unmasks /proc")
        if any("hostPort" in port for port in container.get("ports", [])):
            found.append("takes a port of the host")
    return found


@functools.cache
def render(path: Path | None, engine: str | None = None) -> list[dict] | None:
    """The chart's objects with a values file, and with another engine of scaling; None when there is no Helm."""
    versions = ["monitoring.coreos.com/v1", "keda.sh/v1alpha1"]
    values = yaml.safe_load(path.read_text()) if path else {"database": {"embedded": {"enabled": True}}}
    if engine:
        values = merge(values, {"autoscaling": {"engine": engine}})
    if shutil.which("helm"):
        command = ["helm", "template", "luna", str(CHART), "--namespace", "luna", "--values", "-"]
        for version in versions:
            command += ["--api-versions", version]
        done = subprocess.run(command, input=yaml.safe_dump(values), capture_output=True, text=True)
        if done.returncode:
            complain("helm/lunacore", done.stderr.strip())
            return []
        return [document for document in yaml.safe_load_all(done.stdout) if document]
    try:
        import helm_python
    except ImportError:
        return None
    try:
        for message in helm_python.lint(str(CHART), values, strict=True)["messages"]:
            if message["severity"] >= 2:
                complain("helm/lunacore", str(message))
        rendered = helm_python.Chart.load(str(CHART)).render(values, name="luna", namespace="luna")
    except helm_python.HelmError as error:
        complain("helm/lunacore", str(error))
        return []
    return [d for name, t in rendered.items() if not name.endswith(".txt") for d in yaml.safe_load_all(t) if d]


def selects(selector: dict | None, labels: dict) -> bool:
    """A label selector of a policy; none selects nothing, an empty one everything."""
    return selector is not None and all(labels.get(k) == v for k, v in selector.get("matchLabels", {}).items())


def lets(policies: list[dict], side: str, here: dict, there: dict, port: int) -> bool:
    """Whether policies let `here` send to (Egress) or hear from (Ingress) `there`, as a cluster that enforces them would."""
    bound = [p for p in policies if side in p["policyTypes"] and selects(p["podSelector"], here)]
    if not bound:
        return True
    peers = "to" if side == "Egress" else "from"
    for rule in (rule for policy in bound for rule in policy.get(side.lower(), [])):
        ports = rule.get("ports")
        if ports and port not in [entry["port"] for entry in ports]:
            continue
        # Within the release's name space: a peer that names other name spaces is somebody else.
        if any("namespaceSelector" not in peer and selects(peer.get("podSelector"), there) for peer in rule.get(peers, [])):
            return True
    return False


def check_edges(where: str, objects: list[dict]) -> None:
    """Who may reach whom within the release: the bus, the database, the bus among itself, the test's gateway, and nothing else."""
    policies = [thing["spec"] for thing in objects if thing["kind"] == "NetworkPolicy"]
    pods: dict[str, dict] = {}
    for thing in objects:
        spec = thing.get("spec", {})
        if thing["kind"] in ("Deployment", "StatefulSet", "CronJob"):
            labels = spec.get("jobTemplate", {}).get("spec", spec)["template"]["metadata"]["labels"]
        elif thing["kind"] == "Pod":
            labels = thing["metadata"]["labels"]
        else:
            continue
        pods[labels["app.kubernetes.io/component"]] = labels
    servers = {"nats", "postgres", "test"}
    wanted = {(name, "nats", 4222) for name in pods if name not in servers}
    wanted |= {("nats", "nats", 6222), ("test", "gateway", 8080)}
    wanted |= {(name, "postgres", 5432) for name in pods if pods[name].get("luna.dev/store") and "postgres" in pods}
    if "nats" not in pods:
        wanted = {edge for edge in wanted if edge[1] != "nats"}
    found = {
        (here, there, port)
        for here in pods
        for there in pods
        for port in (4222, 5432, 6222, 8080, 8222, 9100)
        if lets(policies, "Egress", pods[here], pods[there], port)
        and lets(policies, "Ingress", pods[there], pods[here], port)
    }
    for here, there, port in sorted(found ^ wanted):
        verb = "may" if (here, there, port) in found else "may not"
        complain(where, f"{here} {verb} reach {there}:{port}")


def check_pod_secrets(where: str, component: str, pod: dict) -> None:
    """Each pod has its own password of the bus and login of the database, and no other's."""
    sources = [
        source["secret"]
        for volume in pod.get("volumes", [])
        for source in volume.get("projected", {}).get("sources", []) + ([volume] if "secret" in volume else [])
        if "secret" in source
    ]
    own = {"backup": "luna"}.get(component, component)
    for secret in sources:
        name = secret.get("name") or secret["secretName"]
        members = {item["key"] for item in secret.get("items", [])}
        for kind in ("-bus-", "-database-"):
            if kind in name and name.split(kind)[1] != own:
                complain(where, f"{component} reads {name}")
        if name.endswith("-tls") and component not in name and members != {"ca.crt"}:
            complain(where, f"{component} reads the private key in {name}")
        # A Secret for all has a member for each.
        of_servers = name.endswith(("-authority", "-nats-auth", "-database"))
        if of_servers and component not in ("nats", "postgres") and members != {own}:
            complain(where, f"{component} reads {', '.join(sorted(members)) or 'all'} of {name}")


def check_chart() -> bool:
    for path in [None, *sorted(CHART.glob("values-*.yaml"))]:
        where = f"helm/lunacore with {path.name if path else 'values.yaml'}"
        objects = render(path)
        if objects is None:
            return False
        names = [(o["kind"], o["metadata"]["name"]) for o in objects]
        for name in {name for name in names if names.count(name) > 1}:
            complain(where, f"{name} is there twice")
        check_edges(where, objects)
        accounts = {name for kind, name in names if kind == "ServiceAccount"}
        for thing in objects:
            spec = thing.get("spec", {})
            pod = spec.get("jobTemplate", {}).get("spec", spec).get("template", {}).get("spec")
            if thing["kind"] == "Pod":
                pod = spec
            if not pod or thing["kind"] not in ("Pod", "Deployment", "StatefulSet", "CronJob", "Job"):
                continue
            name = thing["metadata"]["name"]
            component = thing["metadata"]["labels"].get("app.kubernetes.io/component", "")
            if pod.get("automountServiceAccountToken") is not False:
                complain(where, f"{name} gets a token of Kubernetes")
            if "serviceAccountName" in pod and pod["serviceAccountName"] not in accounts:
                complain(where, f"{name}: there is no ServiceAccount {pod['serviceAccountName']}")
            faults = restricted(pod)
            # The one exception, in a user name space of its own (decision 0032).
            if component == "validator":
                faults = [f for f in faults if f not in ("has no seccomp profile", "unmasks /proc")]
                if pod.get("hostUsers") is not False:
                    complain(where, "the validator shares the host's user name space")
            for fault in faults:
                complain(where, f"{name} is not restricted: {fault}")
            check_pod_secrets(where, component, pod)
            for container in pod["containers"]:
                if not container.get("resources", {}).get("requests") or not container["resources"].get(
                    "limits", {}
                ).get("memory"):
                    complain(where, f"{name} has no requests or no limit of memory")
                if not container["securityContext"].get("readOnlyRootFilesystem"):
                    complain(where, f"{name} can write to its root file system")
                environment = {entry["name"]: entry.get("value", "") for entry in container.get("env", [])}
                kind = {"test": "luna"}.get(container["name"], container["name"])
                check_variables(where, kind, environment)
    return True


def tool(name: str) -> str | None:
    """A program in PATH, or beside the running Python."""
    beside = Path(sys.executable).parent / name
    return shutil.which(name) or (str(beside) if beside.exists() else None)


def check_schemas() -> bool:
    """Every object against the schemas of Kubernetes, strictly: a member that is not known is an error."""
    try:
        import kubernetes_validate
    except ImportError:
        return False
    for path in [None, *sorted(CHART.glob("values-*.yaml"))]:
        for thing in render(path) or []:
            name = f"{thing['kind']} {thing['metadata']['name']}"
            for version in KUBERNETES:
                try:
                    kubernetes_validate.validate(thing, version, strict=True)
                except kubernetes_validate.SchemaNotFoundError:
                    continue
                except kubernetes_validate.ValidationError as error:
                    complain(f"helm/lunacore with {path.name if path else 'values.yaml'}", f"{name}: {error}")
    return True


def check_policies() -> bool:
    program = tool("checkov")
    if program is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        for path in [None, *sorted(CHART.glob("values-*.yaml"))]:
            objects = render(path)
            if objects is None:
                return False
            (Path(folder) / f"{path.stem if path else 'values'}.yaml").write_text(yaml.safe_dump_all(objects))
        shutil.copy(ROOT / "deploy/Dockerfile", folder)
        done = subprocess.run(
            [program, "--directory", folder, "--framework", "kubernetes", "dockerfile", "--output", "json",
             "--quiet", "--skip-download"],
            capture_output=True,
            text=True,
        )  # fmt: skip
    try:
        reports = json.loads(done.stdout)
    except ValueError:
        complain("checkov", (done.stderr or done.stdout).strip()[-500:])
        return True
    found = set()
    for report in reports if isinstance(reports, list) else [reports]:
        for finding in report.get("results", {}).get("failed_checks", []):
            thing = finding["resource"].split(".")[-1]
            if finding["check_id"] not in POLICY_WAIVED and (finding["check_id"], thing) not in POLICY_EXCEPTIONS:
                found.add(f"{finding['resource']}: {finding['check_id']} {finding['check_name']}")
    for finding in sorted(found):
        complain("checkov", finding)
    return True


def check_workflows() -> bool:
    files = sorted(str(path) for path in (ROOT / ".github/workflows").glob("*.yml"))
    schema, auditor = tool("check-jsonschema"), tool("zizmor")
    if schema:
        run([schema, "--builtin-schema", "vendor.github-workflows", *files])
    if auditor:
        run([auditor, "--offline", "--no-progress", "--config", str(ROOT / ".github/zizmor.yml"), *files])
    return bool(schema and auditor)


@functools.cache
def measured() -> set[str]:
    """The names of the metrics that the code has."""
    return {
        name
        for path in [*ROOT.glob("Shared/**/*.swift"), *ROOT.glob("Services/**/*.swift")]
        for name in re.findall(r'"(luna_[a-z_]+|process_[a-z_]+)"', path.read_text())
    }


def check_scaling() -> bool:
    """What replicas follow exists, and is the number that is wished for: the queries of KEDA are asked for real."""
    tests = []
    work = {
        name
        for path in ROOT.glob("Services/*/*.swift")
        for list_ in re.findall(r"\bcapabilities: \[([^\]]*)\]", path.read_text())
        for name in re.findall(r'"([a-z.]+)"', list_)
    }
    for engine in ("hpa", "keda"):
        objects = render(CHART / "values-prod.yaml", engine)
        if objects is None:
            return False
        found = 0
        for thing in objects:
            where = f"helm/lunacore: {thing['kind']} {thing['metadata']['name']}"
            spec = thing.get("spec", {})
            for metric in spec.get("metrics", []):
                if metric["type"] != "External":
                    continue
                found += 1
                name, labels = metric["external"]["metric"]["name"], metric["external"]["metric"]["selector"]["matchLabels"]
                if name not in measured():
                    complain(where, f"nothing measures {name}")
                if labels["capability"] not in work:
                    complain(where, f"no agent does {labels['capability']}")
            for trigger in spec.get("triggers", []):
                if trigger["type"] != "prometheus":
                    continue
                found += 1
                query = trigger["metadata"]["query"]
                capability = re.search(r'capability="([^"]*)"', query)[1]
                if capability not in work:
                    complain(where, f"no agent does {capability}")
                # Two health-monitors, while one takes over from the other, another capability and another release.
                series = [
                    {"series": f'luna_wished_replicas{{capability="{label}",namespace="{space}",pod="{pod}"}}', "values": values}
                    for label, space, pod, values in (
                        (capability, "luna", "a", "1 1 5"),
                        (capability, "luna", "b", "1 1 7"),
                        ("another", "luna", "a", "20 20 20"),
                        (capability, "another", "a", "30 30 30"),
                    )
                ]
                expected = [
                    {"expr": query, "eval_time": when, "exp_samples": [{"labels": "{}", "value": value}]}
                    for when, value in (("1m", 1), ("2m", 7))
                ]
                tests.append({"interval": "1m", "input_series": series, "promql_expr_test": expected})
        if not found:
            complain("helm/lunacore", f"with {engine} nothing follows the queues of work")
    if not shutil.which("promtool"):
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump({"rule_files": [], "evaluation_interval": "1m", "tests": tests}, file)
        file.flush()
        run(["promtool", "test", "rules", file.name])
    return True


def check_observability() -> bool:
    """Dashboards ask what Prometheus understands, Grafana finds them, and the collector's pipelines are of parts that it has."""
    base = yaml.load(text("docker-compose.yml"), Compose)
    mounts = dict(volume.split(":")[1::-1] for volume in base["services"]["grafana"]["volumes"])
    provisioning = ROOT / "deploy/grafana/provisioning"
    for path in provisioning.glob("dashboards/*.yaml"):
        for provider in yaml.safe_load(path.read_text())["providers"]:
            source = mounts.get(provider["options"]["path"], "")
            if not list((ROOT / source).glob("*.json")):
                complain(str(path.relative_to(ROOT)), f"there are no dashboards at {provider['options']['path']}")
    kinds = {s["type"] for p in provisioning.glob("datasources/*.yaml") for s in yaml.safe_load(p.read_text())["datasources"]}
    questions: dict[str, str] = {}
    uids = set()
    for path in sorted((CHART / "files/dashboards").glob("*.json")):
        board = json.loads(path.read_text())
        if board["uid"] in uids:
            complain(path.name, f"another dashboard has the uid {board['uid']}")
        uids.add(board["uid"])
        wanted = {variable["query"] for variable in board["templating"]["list"] if variable["type"] == "datasource"}
        if not wanted <= kinds:
            complain(path.name, f"there is no source of kind {', '.join(sorted(wanted - kinds))}")
        names = {"datasource", "__rate_interval", "__range"} | {v["name"] for v in board["templating"]["list"]}
        for panel in board["panels"]:
            if panel["type"] != "row" and not panel.get("targets"):
                complain(path.name, f"'{panel['title']}' asks nothing")
            for target in panel.get("targets", []):
                for name in set(re.findall(r"\$\{?(\w+)", target["expr"])) - names:
                    complain(path.name, f"'{panel['title']}' uses ${name}, which there is not")
                questions[f"{path.stem}: {panel['title']}"] = re.sub(r"\[\$\w+\]", "[5m]", target["expr"])
    collector = yaml.safe_load(text("deploy/otel/collector.yaml"))
    for name, pipeline in collector["service"]["pipelines"].items():
        for kind, parts in pipeline.items():
            for part in set(parts) - set(collector[kind]):
                complain("deploy/otel/collector.yaml", f"{name} uses {part}, which is not among {kind}")
    if not shutil.which("promtool"):
        return False
    rules = [{"record": f"question:{i}", "expr": expression} for i, expression in enumerate(questions.values())]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump({"groups": [{"name": "questions", "rules": rules}]}, file)
        file.flush()
        run(["promtool", "check", "rules", file.name])
    # Where an alert goes, asked of the routes themselves.
    if not shutil.which("amtool"):
        return False
    for severity, receiver in (("page", "pager"), ("ticket", "tickets")):
        route = ["amtool", "config", "routes", "test", f"--verify.receivers={receiver}"]
        run([*route, f"--config.file={ROOT / 'deploy/alertmanager/alertmanager.yml'}", f"severity={severity}"])
    return True


def check_rules() -> bool:
    folder = CHART / "files/prometheus"
    alerts = set()
    recorded = set(re.findall(r"record: (\S+)", (folder / "rules.yml").read_text()))
    for path in [*sorted(folder.glob("*.yml")), *sorted((CHART / "files/dashboards").glob("*.json"))]:
        for name in set(re.findall(r"\b(luna_[a-z_]+|luna:[a-z0-9_:]+)", path.read_text())):
            stem = re.sub(r"_(bucket|sum|count)$", "", name)
            if not {name, stem} & (measured() | recorded):
                complain(str(path.relative_to(ROOT)), f"nothing measures {name}")
    for group in yaml.safe_load((folder / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            alerts.add(rule["alert"])
            if rule["annotations"]["runbook"] != f"docs/runbooks/{rule['alert']}.md":
                complain("alerts.yml", f"{rule['alert']} names another runbook")
            if rule["labels"]["severity"] not in ("page", "ticket"):
                complain("alerts.yml", f"{rule['alert']} has no known severity")
    books = {path.stem for path in ROOT.glob("docs/runbooks/Luna*.md")}
    for name in sorted(alerts ^ books):
        complain(
            "docs/runbooks",
            f"{name} is {'an alert without a runbook' if name in alerts else 'a runbook without an alert'}",
        )
    if not shutil.which("promtool"):
        return False
    run(["promtool", "check", "rules", *map(str, sorted(folder.glob("*.yml")))])
    run(["promtool", "test", "rules", str(ROOT / "deploy/prometheus/rules_test.yml")])
    tested = set(re.findall(r"alertname: (\S+)", text("deploy/prometheus/rules_test.yml")))
    for name in sorted(alerts - tested):
        complain("deploy/prometheus/rules_test.yml", f"{name} is not tested")
    if shutil.which("amtool"):
        run(["amtool", "check-config", str(ROOT / "deploy/alertmanager/alertmanager.yml")])
    return True


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        complain(" ".join(command[:3]), (done.stdout + done.stderr).strip())


def main() -> int:
    services = programs()
    check_dockerfile(services)
    check_compose(services)
    check_values(services)
    for script in ["deploy/image/runtime.sh", "deploy/compose/postgres.sh", "helm/lunacore/files/postgres/init.sh"]:
        run(["sh", "-n", str(ROOT / script)])
    left = []
    if not check_chart():
        left.append("rendering the chart (no helm)")
    if not check_schemas():
        left.append("schemas of Kubernetes (no kubernetes-validate)")
    if not check_policies():
        left.append("policies (no checkov)")
    if not check_workflows():
        left.append("workflows (no check-jsonschema, no zizmor)")
    if not check_scaling():
        left.append("what replicas follow (no helm, no promtool)")
    if not check_observability():
        left.append("questions of the dashboards, routes of alerts (no promtool, no amtool)")
    if not check_rules():
        left.append("tests of the rules (no promtool)")
    for problem in problems:
        print(problem)
    if left:
        print(f"check_deploy: left out: {', '.join(left)}")
    return 1 if problems or (left and "--all" in sys.argv) else 0


if __name__ == "__main__":
    sys.exit(main())
