{{/* Names, labels and what every pod has. */}}

{{- define "luna.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (default .Chart.Name .Values.nameOverride) .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Of all objects. */}}
{{- define "luna.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/name: lunacore
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* What selects pods: never changes. Takes (dict "root" $ "component" name). */}}
{{- define "luna.selector" -}}
app.kubernetes.io/name: lunacore
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* key=value,… of a map, for settings that are lists of words. */}}
{{- define "luna.pairs" -}}
{{- $pairs := list }}
{{- range $key, $value := . }}{{ $pairs = append $pairs (printf "%s=%s" $key $value) }}{{ end }}
{{- join "," $pairs }}
{{- end }}

{{- define "luna.image" -}}
{{ .root.Values.image.repository }}/{{ .name }}:{{ .tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "luna.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user | default 10001 }}
runAsGroup: {{ .user | default 10001 }}
fsGroup: {{ .user | default 10001 }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "luna.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "luna.natsURL" -}}
{{- if .Values.nats.externalURL }}{{ .Values.nats.externalURL }}
{{- else }}nats://{{ include "luna.fullname" . }}-nats.{{ .Release.Namespace }}.svc:4222{{ end }}
{{- end }}

{{/* Whether TLS is spoken to the servers of this release, and to those outside. */}}
{{- define "luna.natsCA" -}}
{{- if .Values.nats.externalURL }}{{ .Values.nats.caSecret }}
{{- else if .Values.tls.enabled }}{{ include "luna.tlsSecret" (dict "root" $ "server" "nats") }}{{ end }}
{{- end }}
{{- define "luna.databaseCA" -}}
{{- if .Values.database.existingSecret }}{{ .Values.database.caSecret }}
{{- else if .Values.tls.enabled }}{{ include "luna.tlsSecret" (dict "root" $ "server" "postgres") }}{{ end }}
{{- end }}

{{/* The Secret (tls.crt, tls.key, ca.crt) of a server. Takes (dict "root" $ "server" name). */}}
{{- define "luna.tlsSecret" -}}
{{- index .root.Values.tls.existing .server | default (printf "%s-%s-tls" (include "luna.fullname" .root) .server) }}
{{- end }}

{{/* Where a user of the bus has its password: Secret and member. Takes (dict "root" $ "user" name). */}}
{{- define "luna.busSecret" -}}
{{- .root.Values.nats.existingSecret | default (printf "%s-bus-%s" (include "luna.fullname" .root) .user) }}
{{- end }}
{{- define "luna.busMember" -}}
{{- if .root.Values.nats.existingSecret }}{{ .user }}{{ else }}password{{ end }}
{{- end }}

{{/* Where a login of the database has its URL. Takes (dict "root" $ "user" name); `luna` is that of backups. */}}
{{- define "luna.databaseSecret" -}}
{{- .root.Values.database.existingSecret | default (printf "%s-database-%s" (include "luna.fullname" .root) .user) }}
{{- end }}
{{- define "luna.databaseMember" -}}
{{- if and .root.Values.database.existingSecret .root.Values.database.perService }}{{ .user }}{{ else }}url{{ end }}
{{- end }}

{{/* What a pod needs to log in to the bus and the database. Takes (dict "root" $ "user" name "store" bool). */}}
{{- define "luna.loginEnv" -}}
{{- $root := .root }}
- {name: LUNA_NATS_URL, value: {{ include "luna.natsURL" $root | quote }}}
{{- if eq $root.Values.nats.authentication "password" }}
- {name: LUNA_NATS_USER, value: {{ .user }}}
- {name: LUNA_NATS_PASSWORD_FILE, value: /run/secrets/nats/password}
{{- else if eq $root.Values.nats.authentication "credentials" }}
- {name: LUNA_NATS_CREDENTIALS, value: /run/secrets/nats/user.creds}
{{- end }}
{{- if include "luna.natsCA" $root }}
- {name: LUNA_NATS_CA, value: /run/secrets/nats/ca.crt}
{{- end }}
{{- if .store }}
- {name: LUNA_DATABASE_URL_FILE, value: /run/secrets/store/url}
{{- if include "luna.databaseCA" $root }}
- {name: LUNA_DATABASE_CA, value: /run/secrets/store/ca.crt}
{{- end }}
{{- end }}
{{- end }}
{{- define "luna.loginMounts" -}}
{{- if or (ne .root.Values.nats.authentication "none") (include "luna.natsCA" .root) }}
- {name: nats, mountPath: /run/secrets/nats, readOnly: true}
{{- end }}
{{- if .store }}
- {name: store, mountPath: /run/secrets/store, readOnly: true}
{{- end }}
{{- end }}
{{- define "luna.loginVolumes" -}}
{{- $ca := include "luna.natsCA" .root }}
{{- if or (ne .root.Values.nats.authentication "none") $ca }}
- name: nats
  projected:
    defaultMode: 0440
    sources:
      {{- if eq .root.Values.nats.authentication "password" }}
      - secret: {name: {{ include "luna.busSecret" . }}, items: [{key: {{ include "luna.busMember" . }}, path: password}]}
      {{- else if eq .root.Values.nats.authentication "credentials" }}
      - secret: {name: {{ required "nats.existingSecret is needed" .root.Values.nats.existingSecret }}, items: [{key: {{ .user }}.creds, path: user.creds}]}
      {{- end }}
      {{- with $ca }}
      - secret: {name: {{ . }}, items: [{key: ca.crt, path: ca.crt}]}
      {{- end }}
{{- end }}
{{- if .store }}
- name: store
  projected:
    defaultMode: 0440
    sources:
      - secret: {name: {{ include "luna.databaseSecret" . }}, items: [{key: {{ include "luna.databaseMember" . }}, path: url}]}
      {{- with include "luna.databaseCA" .root }}
      - secret: {name: {{ . }}, items: [{key: ca.crt, path: ca.crt}]}
      {{- end }}
{{- end }}
{{- end }}

{{- define "luna.accessSecret" -}}
{{- .Values.access.existingSecret | default (printf "%s-access" (include "luna.fullname" .)) }}
{{- end }}

{{- define "luna.backupSecret" -}}
{{- .Values.backup.existingSecret | default (printf "%s-backup" (include "luna.fullname" .)) }}
{{- end }}

{{/* The member of a Secret of ours that is there already, or a new value: secrets are generated once. */}}
{{- define "luna.kept" -}}
{{- $found := lookup "v1" "Secret" .root.Release.Namespace .secret }}
{{- if and $found (hasKey ($found.data | default dict) .member) }}{{ index $found.data .member | b64dec }}{{ else }}{{ .value }}{{ end }}
{{- end }}

{{/* How the load decides about a service: cpu, work or fixed. */}}
{{- define "luna.scale" -}}
{{- if eq .root.Values.autoscaling.engine "none" }}fixed{{ else }}{{ .service.scale }}{{ end }}
{{- end }}

{{/* Services that keep something in the database, and the schema that each owns. */}}
{{- define "luna.schemas" -}}
costing: costing
health-monitor: health
memory: memory
orchestrator: orchestrator
registry: registry
security: security
{{- end }}
