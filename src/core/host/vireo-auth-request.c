/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/host/vireo-auth-request.h"

typedef enum
{
  WAITING,
  ANSWERED,
  CANCELLED,
} Outcome;

struct _VireoAuthRequest
{
  GObject parent_instance;

  VireoAuthField *fields; /* (owned); written by main before the outcome, read by the worker after */
  guint n_fields;

  GMutex lock;
  GCond changed;
  Outcome outcome; /* under lock */
};

G_DEFINE_FINAL_TYPE (VireoAuthRequest, vireo_auth_request, G_TYPE_OBJECT)

static void
vireo_auth_request_finalize (GObject *object)
{
  VireoAuthRequest *self = VIREO_AUTH_REQUEST (object);

  for (guint i = 0; i < self->n_fields; i++)
    {
      g_free (self->fields[i].prompt);
      if (self->fields[i].answer != NULL)
        memset (self->fields[i].answer, 0, strlen (self->fields[i].answer));
      g_free (self->fields[i].answer);
    }
  g_free (self->fields);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (vireo_auth_request_parent_class)->finalize (object);
}

static void
vireo_auth_request_class_init (VireoAuthRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_auth_request_finalize;
}

static void
vireo_auth_request_init (VireoAuthRequest *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
}

/**
 * vireo_auth_request_new:
 * @credentials: (array length=n): what libvirt asks for
 * @n: how many
 *
 * Worker.
 */
VireoAuthRequest *
vireo_auth_request_new (virConnectCredentialPtr credentials, guint n)
{
  VireoAuthRequest *self = g_object_new (VIREO_TYPE_AUTH_REQUEST, NULL);

  VIREO_ASSERT_WORKER ();
  self->n_fields = n;
  self->fields = g_new0 (VireoAuthField, n);
  for (guint i = 0; i < n; i++)
    {
      self->fields[i].prompt = g_strdup (credentials[i].prompt);
      self->fields[i].echo = credentials[i].type != VIR_CRED_PASSPHRASE &&
                             credentials[i].type != VIR_CRED_NOECHOPROMPT;
      self->fields[i].answer = g_strdup (credentials[i].defresult);
    }
  return self;
}

static void
wake_on_cancel (GCancellable *cancellable, gpointer user_data)
{
  vireo_auth_request_cancel (user_data);
}

/**
 * vireo_auth_request_wait:
 * @cancellable: (nullable): of the attempt to open
 *
 * Worker.  Waits for the user.
 *
 * Returns: whether there are answers; %FALSE when the user or @cancellable said no
 */
gboolean
vireo_auth_request_wait (VireoAuthRequest *self, GCancellable *cancellable)
{
  gulong handler = 0;
  gboolean answered;

  VIREO_ASSERT_WORKER ();
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_on_cancel), self, NULL);
  g_mutex_lock (&self->lock);
  while (self->outcome == WAITING)
    g_cond_wait (&self->changed, &self->lock);
  answered = self->outcome == ANSWERED;
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, handler);
  return answered;
}

/**
 * vireo_auth_request_fill:
 * @credentials: (array length=n): the same that the request was made of
 * @n: how many
 *
 * Worker, after a successful wait.  libvirt frees the answers.
 */
void
vireo_auth_request_fill (VireoAuthRequest *self, virConnectCredentialPtr credentials, guint n)
{
  VIREO_ASSERT_WORKER ();
  g_return_if_fail (n == self->n_fields);
  for (guint i = 0; i < n; i++)
    {
      const char *answer = self->fields[i].answer != NULL ? self->fields[i].answer : "";

      credentials[i].result = strdup (answer);
      credentials[i].resultlen = (unsigned int) strlen (answer);
    }
}

guint
vireo_auth_request_get_n_fields (VireoAuthRequest *self)
{
  return self->n_fields;
}

const char *
vireo_auth_request_get_prompt (VireoAuthRequest *self, guint i)
{
  return self->fields[i].prompt;
}

/**
 * vireo_auth_request_get_echo:
 *
 * Returns: whether the answer may be shown while it is typed
 */
gboolean
vireo_auth_request_get_echo (VireoAuthRequest *self, guint i)
{
  return self->fields[i].echo;
}

void
vireo_auth_request_set_answer (VireoAuthRequest *self, guint i, const char *answer)
{
  VIREO_ASSERT_MAIN ();
  g_free (self->fields[i].answer);
  self->fields[i].answer = g_strdup (answer);
}

static void
end (VireoAuthRequest *self, Outcome outcome)
{
  g_mutex_lock (&self->lock);
  if (self->outcome == WAITING)
    self->outcome = outcome;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * vireo_auth_request_answer:
 *
 * Hands the answers to the worker that waits.
 */
void
vireo_auth_request_answer (VireoAuthRequest *self)
{
  end (self, ANSWERED);
}

/**
 * vireo_auth_request_cancel:
 *
 * Gives up; the opening fails as cancelled.  Any thread.
 */
void
vireo_auth_request_cancel (VireoAuthRequest *self)
{
  end (self, CANCELLED);
}
