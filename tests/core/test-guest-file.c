/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text into a guest, by an agent that is played here. */

#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-vm-guest-file.h"
#include "core/vireo-test-host.h"

static struct
{
  GMutex lock;
  GString *written;
  guint n_opened, n_closed, n_writes;
  guint fails_at; /* which question is not answered; 0: none */
  guint n_asked;
  const char *open_answer;
} agent;

char *__wrap_virDomainQemuAgentCommand (virDomainPtr domain, const char *command, int timeout,
                                        unsigned int flags);

char *
__wrap_virDomainQemuAgentCommand (virDomainPtr domain, const char *command, int timeout,
                                  unsigned int flags)
{
  const char *answer = "{\"return\":{}}";

  g_assert_false (vireo_is_main_thread ());
  g_assert_cmpint (timeout, >, 0);
  g_mutex_lock (&agent.lock);
  if (++agent.n_asked == agent.fails_at)
    answer = NULL;
  else if (strstr (command, "guest-file-open") != NULL)
    {
      g_assert_nonnull (strstr (command, "/tmp/vireo-clipboard-"));
      agent.n_opened++;
      answer = agent.open_answer;
    }
  else if (strstr (command, "guest-file-write") != NULL)
    {
      const char *packed = strstr (command, "\"buf-b64\":\"") + strlen ("\"buf-b64\":\"");
      g_autofree char *only = g_strndup (packed, strchr (packed, '"') - packed);
      gsize length;
      g_autofree guchar *text = g_base64_decode (only, &length);

      g_assert_nonnull (strstr (command, "\"handle\":1004"));
      g_assert_cmpuint (strlen (command), <, 70000);
      g_string_append_len (agent.written, (const char *) text, length);
      agent.n_writes++;
    }
  else if (strstr (command, "guest-file-close") != NULL)
    agent.n_closed++;
  g_mutex_unlock (&agent.lock);
  return answer != NULL ? strdup (answer) : NULL;
}

static void
reset (guint fails_at, const char *open_answer)
{
  if (agent.written != NULL)
    g_string_free (agent.written, TRUE);
  agent.written = g_string_new (NULL);
  agent.n_opened = agent.n_closed = agent.n_writes = agent.n_asked = 0;
  agent.fails_at = fails_at;
  agent.open_answer = open_answer;
}

static gboolean
write_text (VireoTestHost *f, const char *text, char **path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  *path = vireo_vm_write_guest_file_async (f->vm, text, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  return vireo_vm_write_guest_file_finish (f->vm, result, error);
}

static void
test_text_arrives_in_pieces (VireoTestHost *f, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "你好 \"1\"\n");
  reset (0, "{\"return\":1004}");
  g_assert_true (write_text (f, text->str, &path, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (path, "/tmp/vireo-clipboard-"));
  g_assert_cmpstr (agent.written->str, ==, text->str);
  g_assert_cmpuint (agent.n_writes, >, 3);
  g_assert_cmpuint (agent.n_closed, ==, 1);

  reset (0, "{\"return\": 1004, \"id\": 3}");
  g_assert_true (write_text (f, "x", &other, &error));
  g_assert_cmpstr (path, !=, other);
}

static void
test_an_agent_that_fails (VireoTestHost *f, gconstpointer unused)
{
  for (guint fails_at = 1; fails_at <= 3; fails_at++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;

      reset (fails_at, "{\"return\":1004}");
      g_assert_false (write_text (f, "x", &path, &error));
      g_assert_nonnull (error);
      /* What was opened is closed whatever comes. */
      g_assert_cmpuint (agent.n_asked, ==, fails_at == 1 ? 1 : 3);
    }
}

static void
test_answers_that_make_no_sense (VireoTestHost *f, gconstpointer unused)
{
  static const char *const answers[] = { "", "{}", "{\"return\":{}}", "{\"return\"", "{\"return\":" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;

      reset (0, answers[i]);
      g_assert_false (write_text (f, "x", &path, &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_FAILED);
      g_assert_cmpuint (agent.n_writes, ==, 0);
    }
}

static void
test_a_guest_without_an_agent_is_not_asked (VireoTestHost *f, gconstpointer unused)
{
  g_assert_false (vireo_vm_can_write_guest_file (f->vm));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define TEST(path, function)                                                                       \
  g_test_add (path, VireoTestHost, NULL, vireo_test_host_set_up, function,                         \
              vireo_test_host_tear_down)
  TEST ("/guest-file/pieces", test_text_arrives_in_pieces);
  TEST ("/guest-file/fails", test_an_agent_that_fails);
  TEST ("/guest-file/nonsense", test_answers_that_make_no_sense);
  TEST ("/guest-file/no-agent", test_a_guest_without_an_agent_is_not_asked);
  return g_test_run ();
}
