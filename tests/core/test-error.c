/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "vireo-test.h"

static void
test_common_failures_have_a_sentence (void)
{
  static const struct
  {
    int libvirt_code;
    const char *text;
    VireoErrorCode code;
  } table[] = {
    { VIR_ERR_NO_DOMAIN, "Domain not found: no domain with matching uuid", VIREO_ERROR_GONE },
    { VIR_ERR_INTERNAL_ERROR, "unable to write: No space left on device", VIREO_ERROR_NO_SPACE },
    { VIR_ERR_OPERATION_FAILED, "domain 'web' already exists with uuid 1", VIREO_ERROR_EXISTS },
    { VIR_ERR_OPERATION_FAILED,
      "failed to connect: authentication unavailable: no polkit agent available", VIREO_ERROR_DENIED },
    { VIR_ERR_INTERNAL_ERROR,
      "process exited while connecting to monitor: Could not access KVM kernel module: "
      "No such file or directory",
      VIREO_ERROR_NO_KVM },
    { VIR_ERR_OPERATION_INVALID, "network 'default' is not active", VIREO_ERROR_WRONG_STATE },
    { VIR_ERR_SYSTEM_ERROR,
      "Cannot recv data: root@lab: Permission denied (publickey,keyboard-interactive).",
      VIREO_ERROR_AUTH },
    { VIR_ERR_SYSTEM_ERROR, "unable to connect to server at 'a:1': No route to host",
      VIREO_ERROR_UNREACHABLE },
    { VIR_ERR_INTERNAL_ERROR,
      "Cannot access storage file '/root/a.iso' (as uid:64055): Permission denied",
      VIREO_ERROR_DENIED },
    { VIR_ERR_OPERATION_TIMEOUT, "Timed out during operation: cannot acquire state change lock",
      VIREO_ERROR_TIMED_OUT },
    { VIR_ERR_OPERATION_UNSUPPORTED,
      "Operation not supported: internal snapshots of a VM with pflash based firmware are not "
      "supported",
      VIREO_ERROR_UNSUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error
          = vireo_error_from_libvirt (table[i].libvirt_code, VIR_FROM_QEMU, table[i].text);

      g_assert_error (error, VIREO_ERROR, (int) table[i].code);
      /* A sentence of ours, with libvirt's own words behind it. */
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_cmpstr (vireo_error_get_detail (error), ==, table[i].text);
    }
}

static void
test_the_unknown_is_passed_on_as_it_is (void)
{
  g_autoptr (GError) error
      = vireo_error_from_libvirt (VIR_ERR_INTERNAL_ERROR, VIR_FROM_QEMU, "a new mishap");
  g_autoptr (GError) copy = g_error_copy (error);

  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_FAILED);
  g_assert_cmpstr (copy->message, ==, "a new mishap");
  g_assert_null (vireo_error_get_detail (copy));
}

static void
test_a_broken_connection_is_told_by_who_reports_it (void)
{
  g_autoptr (GError) error
      = vireo_error_from_libvirt (VIR_ERR_INTERNAL_ERROR, VIR_FROM_RPC, "client socket is closed");

  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE);
}

static void
test_details_survive_a_copy (void)
{
  g_autoptr (GError) error
      = vireo_error_from_libvirt (VIR_ERR_NO_DOMAIN, VIR_FROM_QEMU, "Domain not found: no domain");
  g_autoptr (GError) copy = g_error_copy (error);

  g_clear_error (&error);
  g_assert_cmpstr (vireo_error_get_detail (copy), ==, "Domain not found: no domain");
}

static void
test_nothing_wrong_is_still_an_error (void)
{
  g_autoptr (GError) error = NULL;

  virResetLastError ();
  vireo_error_take_libvirt (&error);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_FAILED);
  vireo_error_take_libvirt (NULL); /* a caller that does not care */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  /* libvirt keeps its errors in a place that is only there once it was initialised. */
  g_assert_cmpint (virInitialize (), ==, 0);
  g_test_add_func ("/error/common-failures-have-a-sentence", test_common_failures_have_a_sentence);
  g_test_add_func ("/error/the-unknown-is-passed-on-as-it-is",
                   test_the_unknown_is_passed_on_as_it_is);
  g_test_add_func ("/error/a-broken-connection-is-told-by-who-reports-it",
                   test_a_broken_connection_is_told_by_who_reports_it);
  g_test_add_func ("/error/details-survive-a-copy", test_details_survive_a_copy);
  g_test_add_func ("/error/nothing-wrong-is-still-an-error", test_nothing_wrong_is_still_an_error);
  return g_test_run ();
}
