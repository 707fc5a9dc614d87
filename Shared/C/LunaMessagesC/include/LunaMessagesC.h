// Generated from proto/ by `make proto`. Do not edit.
#pragma once

#include "LunaArena.h"
#include "luna/v1/common.pb-c.h"
#include "luna/v1/costing.pb-c.h"
#include "luna/v1/events.pb-c.h"
#include "luna/v1/health.pb-c.h"
#include "luna/v1/memory.pb-c.h"
#include "luna/v1/orchestrator.pb-c.h"
#include "luna/v1/policy.pb-c.h"
#include "luna/v1/registry.pb-c.h"
#include "luna/v1/security.pb-c.h"
#include "luna/v1/validator.pb-c.h"
#include "luna/v1/work.pb-c.h"

// Swift 6 refuses to take the address of a C global: functions hand out the descriptors.
static inline const ProtobufCMessageDescriptor *luna__v1__error_info__descriptor_pointer(void) {
    return &luna__v1__error_info__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__error_info__details_entry__descriptor_pointer(void) {
    return &luna__v1__error_info__details_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__blob_ref__descriptor_pointer(void) {
    return &luna__v1__blob_ref__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__file_ref__descriptor_pointer(void) {
    return &luna__v1__file_ref__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__finding__descriptor_pointer(void) {
    return &luna__v1__finding__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__quota__descriptor_pointer(void) {
    return &luna__v1__quota__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_usage_request__descriptor_pointer(void) {
    return &luna__v1__get_usage_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__usage_reply__descriptor_pointer(void) {
    return &luna__v1__usage_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__costs_request__descriptor_pointer(void) {
    return &luna__v1__costs_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__costs_reply__descriptor_pointer(void) {
    return &luna__v1__costs_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__capability_cost__descriptor_pointer(void) {
    return &luna__v1__capability_cost__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_ledger_request__descriptor_pointer(void) {
    return &luna__v1__list_ledger_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__ledger_row__descriptor_pointer(void) {
    return &luna__v1__ledger_row__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_ledger_reply__descriptor_pointer(void) {
    return &luna__v1__list_ledger_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_event__descriptor_pointer(void) {
    return &luna__v1__execution_event__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_submitted__descriptor_pointer(void) {
    return &luna__v1__execution_submitted__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_started__descriptor_pointer(void) {
    return &luna__v1__execution_started__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_scheduled__descriptor_pointer(void) {
    return &luna__v1__task_scheduled__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_succeeded__descriptor_pointer(void) {
    return &luna__v1__task_succeeded__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_attempt_failed__descriptor_pointer(void) {
    return &luna__v1__task_attempt_failed__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_failed__descriptor_pointer(void) {
    return &luna__v1__task_failed__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_skipped__descriptor_pointer(void) {
    return &luna__v1__task_skipped__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_cancelled__descriptor_pointer(void) {
    return &luna__v1__task_cancelled__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_paused__descriptor_pointer(void) {
    return &luna__v1__execution_paused__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_resumed__descriptor_pointer(void) {
    return &luna__v1__execution_resumed__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_cancelled__descriptor_pointer(void) {
    return &luna__v1__execution_cancelled__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_succeeded__descriptor_pointer(void) {
    return &luna__v1__execution_succeeded__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_failed__descriptor_pointer(void) {
    return &luna__v1__execution_failed__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__journal_chunk__descriptor_pointer(void) {
    return &luna__v1__journal_chunk__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__machine_snapshot__descriptor_pointer(void) {
    return &luna__v1__machine_snapshot__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__outcome_snapshot__descriptor_pointer(void) {
    return &luna__v1__outcome_snapshot__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__published_event__descriptor_pointer(void) {
    return &luna__v1__published_event__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__audit_entry__descriptor_pointer(void) {
    return &luna__v1__audit_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__audit_batch__descriptor_pointer(void) {
    return &luna__v1__audit_batch__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__audit_receipt__descriptor_pointer(void) {
    return &luna__v1__audit_receipt__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__health_changed__descriptor_pointer(void) {
    return &luna__v1__health_changed__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__health_request__descriptor_pointer(void) {
    return &luna__v1__health_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__component_health__descriptor_pointer(void) {
    return &luna__v1__component_health__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__health_reply__descriptor_pointer(void) {
    return &luna__v1__health_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__workload_request__descriptor_pointer(void) {
    return &luna__v1__workload_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__capability_load__descriptor_pointer(void) {
    return &luna__v1__capability_load__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__workload_reply__descriptor_pointer(void) {
    return &luna__v1__workload_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__put_blob_request__descriptor_pointer(void) {
    return &luna__v1__put_blob_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__begin_upload_request__descriptor_pointer(void) {
    return &luna__v1__begin_upload_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__upload_ticket__descriptor_pointer(void) {
    return &luna__v1__upload_ticket__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__upload_chunk_request__descriptor_pointer(void) {
    return &luna__v1__upload_chunk_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__upload_progress__descriptor_pointer(void) {
    return &luna__v1__upload_progress__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__commit_upload_request__descriptor_pointer(void) {
    return &luna__v1__commit_upload_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__blob_key__descriptor_pointer(void) {
    return &luna__v1__blob_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_blob_request__descriptor_pointer(void) {
    return &luna__v1__get_blob_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__blob_chunk__descriptor_pointer(void) {
    return &luna__v1__blob_chunk__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__artifact_entry__descriptor_pointer(void) {
    return &luna__v1__artifact_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__put_artifacts_request__descriptor_pointer(void) {
    return &luna__v1__put_artifacts_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__put_artifacts_reply__descriptor_pointer(void) {
    return &luna__v1__put_artifacts_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__artifact_view__descriptor_pointer(void) {
    return &luna__v1__artifact_view__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_artifacts_request__descriptor_pointer(void) {
    return &luna__v1__list_artifacts_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_artifacts_reply__descriptor_pointer(void) {
    return &luna__v1__list_artifacts_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__artifact_key__descriptor_pointer(void) {
    return &luna__v1__artifact_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__read_logs_request__descriptor_pointer(void) {
    return &luna__v1__read_logs_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__log_entry__descriptor_pointer(void) {
    return &luna__v1__log_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__read_logs_reply__descriptor_pointer(void) {
    return &luna__v1__read_logs_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__submit_request__descriptor_pointer(void) {
    return &luna__v1__submit_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__submit_reply__descriptor_pointer(void) {
    return &luna__v1__submit_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_key__descriptor_pointer(void) {
    return &luna__v1__execution_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_key__descriptor_pointer(void) {
    return &luna__v1__task_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__control_request__descriptor_pointer(void) {
    return &luna__v1__control_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_counts__descriptor_pointer(void) {
    return &luna__v1__task_counts__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__capability_counts__descriptor_pointer(void) {
    return &luna__v1__capability_counts__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__execution_view__descriptor_pointer(void) {
    return &luna__v1__execution_view__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_executions_request__descriptor_pointer(void) {
    return &luna__v1__list_executions_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_executions_reply__descriptor_pointer(void) {
    return &luna__v1__list_executions_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_view__descriptor_pointer(void) {
    return &luna__v1__task_view__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_tasks_request__descriptor_pointer(void) {
    return &luna__v1__list_tasks_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_tasks_reply__descriptor_pointer(void) {
    return &luna__v1__list_tasks_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__plan_document__descriptor_pointer(void) {
    return &luna__v1__plan_document__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__read_events_request__descriptor_pointer(void) {
    return &luna__v1__read_events_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__read_events_reply__descriptor_pointer(void) {
    return &luna__v1__read_events_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__read_feed_request__descriptor_pointer(void) {
    return &luna__v1__read_feed_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__read_feed_reply__descriptor_pointer(void) {
    return &luna__v1__read_feed_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_outputs_request__descriptor_pointer(void) {
    return &luna__v1__get_outputs_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_outputs_reply__descriptor_pointer(void) {
    return &luna__v1__get_outputs_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_output__descriptor_pointer(void) {
    return &luna__v1__task_output__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__why_reply__descriptor_pointer(void) {
    return &luna__v1__why_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__replay_request__descriptor_pointer(void) {
    return &luna__v1__replay_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__replay_reply__descriptor_pointer(void) {
    return &luna__v1__replay_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__compare_request__descriptor_pointer(void) {
    return &luna__v1__compare_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_result__descriptor_pointer(void) {
    return &luna__v1__task_result__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_difference__descriptor_pointer(void) {
    return &luna__v1__task_difference__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__compare_reply__descriptor_pointer(void) {
    return &luna__v1__compare_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__fork_request__descriptor_pointer(void) {
    return &luna__v1__fork_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__dead_letter_view__descriptor_pointer(void) {
    return &luna__v1__dead_letter_view__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__dead_letter_view__headers_entry__descriptor_pointer(void) {
    return &luna__v1__dead_letter_view__headers_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_dead_letters_request__descriptor_pointer(void) {
    return &luna__v1__list_dead_letters_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_dead_letters_reply__descriptor_pointer(void) {
    return &luna__v1__list_dead_letters_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__dead_letter_key__descriptor_pointer(void) {
    return &luna__v1__dead_letter_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__replayed_dead_letter__descriptor_pointer(void) {
    return &luna__v1__replayed_dead_letter__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__purge_dead_letters_request__descriptor_pointer(void) {
    return &luna__v1__purge_dead_letters_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__purge_dead_letters_reply__descriptor_pointer(void) {
    return &luna__v1__purge_dead_letters_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__policy_input__descriptor_pointer(void) {
    return &luna__v1__policy_input__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__decide_request__descriptor_pointer(void) {
    return &luna__v1__decide_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__decision_key__descriptor_pointer(void) {
    return &luna__v1__decision_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__approve_decision_request__descriptor_pointer(void) {
    return &luna__v1__approve_decision_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__policy_decision__descriptor_pointer(void) {
    return &luna__v1__policy_decision__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__policy_reason__descriptor_pointer(void) {
    return &luna__v1__policy_reason__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__policy_verdict__descriptor_pointer(void) {
    return &luna__v1__policy_verdict__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__check_policy_request__descriptor_pointer(void) {
    return &luna__v1__check_policy_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__policy_version__descriptor_pointer(void) {
    return &luna__v1__policy_version__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_policy_request__descriptor_pointer(void) {
    return &luna__v1__get_policy_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_policies_request__descriptor_pointer(void) {
    return &luna__v1__list_policies_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_policies_reply__descriptor_pointer(void) {
    return &luna__v1__list_policies_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__set_policy_request__descriptor_pointer(void) {
    return &luna__v1__set_policy_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__signer__descriptor_pointer(void) {
    return &luna__v1__signer__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_signers_request__descriptor_pointer(void) {
    return &luna__v1__list_signers_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_signers_reply__descriptor_pointer(void) {
    return &luna__v1__list_signers_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__agent_manifest__descriptor_pointer(void) {
    return &luna__v1__agent_manifest__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__agent_manifest__metadata_entry__descriptor_pointer(void) {
    return &luna__v1__agent_manifest__metadata_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__register_request__descriptor_pointer(void) {
    return &luna__v1__register_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__agent_key__descriptor_pointer(void) {
    return &luna__v1__agent_key__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__agent_heartbeat__descriptor_pointer(void) {
    return &luna__v1__agent_heartbeat__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__agent_instance__descriptor_pointer(void) {
    return &luna__v1__agent_instance__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__agent_view__descriptor_pointer(void) {
    return &luna__v1__agent_view__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_agents_request__descriptor_pointer(void) {
    return &luna__v1__list_agents_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_agents_reply__descriptor_pointer(void) {
    return &luna__v1__list_agents_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__resolve_request__descriptor_pointer(void) {
    return &luna__v1__resolve_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__resolve_reply__descriptor_pointer(void) {
    return &luna__v1__resolve_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__search_audit_request__descriptor_pointer(void) {
    return &luna__v1__search_audit_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__search_audit_reply__descriptor_pointer(void) {
    return &luna__v1__search_audit_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__audit_checkpoint__descriptor_pointer(void) {
    return &luna__v1__audit_checkpoint__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__checkpoint_audit_request__descriptor_pointer(void) {
    return &luna__v1__checkpoint_audit_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__verify_audit_request__descriptor_pointer(void) {
    return &luna__v1__verify_audit_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__verify_audit_reply__descriptor_pointer(void) {
    return &luna__v1__verify_audit_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__accept_restore_request__descriptor_pointer(void) {
    return &luna__v1__accept_restore_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__audit_restore__descriptor_pointer(void) {
    return &luna__v1__audit_restore__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__audit_finding__descriptor_pointer(void) {
    return &luna__v1__audit_finding__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__authenticate_request__descriptor_pointer(void) {
    return &luna__v1__authenticate_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__identity__descriptor_pointer(void) {
    return &luna__v1__identity__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__apikey__descriptor_pointer(void) {
    return &luna__v1__apikey__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__create_key_request__descriptor_pointer(void) {
    return &luna__v1__create_key_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__create_key_reply__descriptor_pointer(void) {
    return &luna__v1__create_key_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_keys_request__descriptor_pointer(void) {
    return &luna__v1__list_keys_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__list_keys_reply__descriptor_pointer(void) {
    return &luna__v1__list_keys_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__revoke_key_request__descriptor_pointer(void) {
    return &luna__v1__revoke_key_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__scan_text_request__descriptor_pointer(void) {
    return &luna__v1__scan_text_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__scan_text_reply__descriptor_pointer(void) {
    return &luna__v1__scan_text_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__found_span__descriptor_pointer(void) {
    return &luna__v1__found_span__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__tokenise_text_request__descriptor_pointer(void) {
    return &luna__v1__tokenise_text_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__tokenise_text_reply__descriptor_pointer(void) {
    return &luna__v1__tokenise_text_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__type_count__descriptor_pointer(void) {
    return &luna__v1__type_count__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__restore_text_request__descriptor_pointer(void) {
    return &luna__v1__restore_text_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__restore_text_reply__descriptor_pointer(void) {
    return &luna__v1__restore_text_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__forget_tokens_request__descriptor_pointer(void) {
    return &luna__v1__forget_tokens_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__forget_tokens_reply__descriptor_pointer(void) {
    return &luna__v1__forget_tokens_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__privacy_rule__descriptor_pointer(void) {
    return &luna__v1__privacy_rule__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__privacy_rules__descriptor_pointer(void) {
    return &luna__v1__privacy_rules__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_privacy_policy_request__descriptor_pointer(void) {
    return &luna__v1__get_privacy_policy_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__set_privacy_policy_request__descriptor_pointer(void) {
    return &luna__v1__set_privacy_policy_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__get_quotas_request__descriptor_pointer(void) {
    return &luna__v1__get_quotas_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__set_quotas_request__descriptor_pointer(void) {
    return &luna__v1__set_quotas_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__quotas__descriptor_pointer(void) {
    return &luna__v1__quotas__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__check_request__descriptor_pointer(void) {
    return &luna__v1__check_request__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__check_reply__descriptor_pointer(void) {
    return &luna__v1__check_reply__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__check_reply__tools_entry__descriptor_pointer(void) {
    return &luna__v1__check_reply__tools_entry__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__work_item__descriptor_pointer(void) {
    return &luna__v1__work_item__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__upstream_output__descriptor_pointer(void) {
    return &luna__v1__upstream_output__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__work_result__descriptor_pointer(void) {
    return &luna__v1__work_result__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__work_results__descriptor_pointer(void) {
    return &luna__v1__work_results__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__worker_heartbeat__descriptor_pointer(void) {
    return &luna__v1__worker_heartbeat__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__attempt_ref__descriptor_pointer(void) {
    return &luna__v1__attempt_ref__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__result_confirmation__descriptor_pointer(void) {
    return &luna__v1__result_confirmation__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__cancel_notice__descriptor_pointer(void) {
    return &luna__v1__cancel_notice__descriptor;
}
static inline const ProtobufCMessageDescriptor *luna__v1__task_log__descriptor_pointer(void) {
    return &luna__v1__task_log__descriptor;
}
