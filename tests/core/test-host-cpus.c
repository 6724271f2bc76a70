/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/host/vireo-host-cpus.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static const char *capabilities; /* (nullable): what a host that knows says; set before it is asked */

char *__real_virConnectGetDomainCapabilities (virConnectPtr host, const char *emulator,
                                              const char *arch, const char *machine,
                                              const char *type, unsigned int flags);
char *__wrap_virConnectGetDomainCapabilities (virConnectPtr host, const char *emulator,
                                              const char *arch, const char *machine,
                                              const char *type, unsigned int flags);

char *
__wrap_virConnectGetDomainCapabilities (virConnectPtr host,
                                        const char *emulator,
                                        const char *arch,
                                        const char *machine,
                                        const char *type,
                                        unsigned int flags)
{
  if (capabilities == NULL)
    return __real_virConnectGetDomainCapabilities (host, emulator, arch, machine, type, flags);
  g_assert_cmpstr (arch, ==, "x86_64");
  g_assert_cmpstr (machine, ==, "q35");
  g_assert_cmpstr (type, ==, "kvm");
  return strdup (capabilities);
}

static VireoCpuChoices *
ask (Fixture *f, const char *arch, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vireo_host_list_cpus_async (f->host, arch, "q35", "kvm", NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  return vireo_host_list_cpus_finish (f->host, result, error);
}

static void
test_usable_models_come_first (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *name;
    gboolean usable;
  } expected[] = { { "Haswell", TRUE }, { "qemu64", TRUE }, { "EPYC", FALSE }, { "Icelake", FALSE } };
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoCpuChoices) choices = NULL;

  capabilities = "<domainCapabilities><cpu><mode name='host-passthrough' supported='yes'/>"
                 "<mode name='maximum' supported='no'/><mode name='host-model' supported='yes'/>"
                 "<mode name='custom' supported='yes'><model usable='yes'>qemu64</model>"
                 "<model usable='no'>Icelake</model><model usable='no'>EPYC</model>"
                 "<model usable='unknown'>Haswell</model></mode></cpu></domainCapabilities>";
  choices = ask (f, "x86_64", &error);
  g_assert_no_error (error);
  g_assert_true (choices->has_passthrough && choices->has_host_model && !choices->has_maximum);
  g_assert_cmpuint (choices->models->len, ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      VireoCpuModel *model = g_ptr_array_index (choices->models, i);

      g_assert_cmpstr (vireo_cpu_model_get_name (model), ==, expected[i].name);
      g_assert_cmpint (vireo_cpu_model_is_usable (model), ==, expected[i].usable);
    }
  capabilities = NULL;
}

static void
test_a_host_that_cannot_tell_gives_all_names (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoCpuChoices) choices = ask (f, "x86_64", &error);
  g_autoptr (VireoCpuChoices) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (choices->models->len, >, 10);
  none = ask (f, "no such thing", &error);
  g_assert_null (none);
  g_assert_nonnull (error);
}

static void
test_a_host_that_is_off_is_not_asked (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  vireo_host_disconnect (f->host);
  g_assert_null (ask (f, "x86_64", &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test)                                                                            \
  g_test_add ("/host-cpus/" path, Fixture, NULL, vireo_test_host_set_up, test,                     \
              vireo_test_host_tear_down)
  ADD ("usable-models-come-first", test_usable_models_come_first);
  ADD ("a-host-that-cannot-tell-gives-all-names", test_a_host_that_cannot_tell_gives_all_names);
  ADD ("a-host-that-is-off-is-not-asked", test_a_host_that_is_off_is_not_asked);
  return g_test_run ();
}
