/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be said about the answers as they stand. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-password.h"
#include "core/install/vireo-unattended-private.h"

static const char *
get_text (VireoUnattended *self, VireoAnswerText which)
{
  return self->texts[which];
}

static char *
take_message (GError *error)
{
  char *message = error != NULL ? g_strdup (error->message) : NULL;

  g_clear_error (&error);
  return message;
}

/* A password and its repetition. */
static char *
judge_password (const char *password, const char *again)
{
  GError *error = NULL;

  if (vireo_password_check (password, &error) && !g_str_equal (password, again))
    return g_strdup (*again == '\0' ? _ ("Repeat the password.")
                                    : _ ("The two passwords are not the same."));
  return take_message (error);
}

static char *
note_strength (const char *password, const char *login)
{
  if (*password == '\0')
    return NULL;
  for (const char *c = password; *c != '\0'; c++)
    if ((guchar) *c >= 0x80)
      return g_strdup (_ ("At a plain console it may not be possible to type all of this password."));
  switch (vireo_password_judge (password, login))
    {
    case VIREO_PASSWORD_WEAK:
      return g_strdup (_ ("This password is weak: whoever reaches the guest will guess it."));
    case VIREO_PASSWORD_FAIR:
      return g_strdup (_ ("This password is fair.  A longer one is better."));
    case VIREO_PASSWORD_GOOD:
    default:
      return g_strdup (_ ("This password is good."));
    }
}

static char *
judge_root (VireoUnattended *self)
{
  const char *password = get_text (self, TEXT_ROOT_PASSWORD);
  const char *again = get_text (self, TEXT_ROOT_AGAIN);

  /* With an administrator, root needs none. */
  if (self->with_user && *password == '\0' && *again == '\0')
    return NULL;
  return judge_password (password, again);
}

static char *
judge_user (VireoUnattended *self)
{
  gboolean (*check) (const char *login, GError **error)
      = self->kind == VIREO_ANSWERS_PRESEED ? vireo_answers_check_user_preseed
                                            : vireo_answers_check_user;
  GError *error = NULL;

  if (!self->with_user)
    return NULL;
  if (!check (get_text (self, TEXT_USER), &error)
      || !vireo_answers_check_full_name (get_text (self, TEXT_USER_FULL_NAME), &error))
    return take_message (error);
  return judge_password (get_text (self, TEXT_USER_PASSWORD), get_text (self, TEXT_USER_AGAIN));
}

static char *
judge_repository (VireoUnattended *self)
{
  const char *repository = get_text (self, TEXT_REPOSITORY);
  const char *proxy = get_text (self, TEXT_PROXY);
  GError *error = NULL;

  if (*repository == '\0' && *proxy != '\0')
    return g_strdup (_ ("The proxy is used on the way to a repository: write its address too."));
  if (*repository != '\0' && vireo_answers_check_url (repository, &error) && *proxy != '\0')
    vireo_answers_check_url (proxy, &error);
  return take_message (error);
}

static char *
judge_by (gboolean (*check) (const char *text, GError **error), const char *text)
{
  GError *error = NULL;

  check (text, &error);
  return take_message (error);
}

/* What is to be said about each field: %NULL where nothing is. */
void
_vireo_unattended_advise (VireoUnattended *self, char **advice)
{
  if (self->supported && self->kind == VIREO_ANSWERS_CLOUD)
    advice[ADVICE_NOTE] = g_strdup (_ ("Ready-made cloud images read this at their first start; other "
                                       "systems do not."));
  else if (self->supported && !self->tried)
    advice[ADVICE_NOTE] = g_strdup (_ ("Vireo's authors could not try this with the system you chose.  "
                                       "Its installer may stop and ask."));
  if (!self->supported || !self->wanted)
    return;
  advice[ADVICE_ROOT_PROBLEM] = judge_root (self);
  advice[ADVICE_ROOT_NOTE] = note_strength (get_text (self, TEXT_ROOT_PASSWORD), "root");
  advice[ADVICE_USER_PROBLEM] = judge_user (self);
  if (self->with_user)
    advice[ADVICE_USER_NOTE]
        = note_strength (get_text (self, TEXT_USER_PASSWORD), get_text (self, TEXT_USER));
  advice[ADVICE_HOST_NAME_PROBLEM]
      = judge_by (vireo_answers_check_host_name, get_text (self, TEXT_HOST_NAME));
  advice[ADVICE_REPOSITORY_PROBLEM] = judge_repository (self);
  advice[ADVICE_EXTRA_PROBLEM]
      = judge_by (self->kind == VIREO_ANSWERS_PRESEED ? vireo_answers_check_extra_preseed
                                                      : vireo_answers_check_extra,
                  get_text (self, TEXT_EXTRA));
}
