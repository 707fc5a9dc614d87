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

{{- define "luna.databaseSecret" -}}
{{- .Values.database.existingSecret | default (printf "%s-database" (include "luna.fullname" .)) }}
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
