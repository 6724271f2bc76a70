/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-unattended.h"

G_BEGIN_DECLS

/* For vireo-unattended*.c only. */

/* In the order of their properties. */
typedef enum
{
  TEXT_LANGUAGE,
  TEXT_KEYBOARD,
  TEXT_TIME_ZONE,
  TEXT_HOST_NAME,
  TEXT_ROOT_PASSWORD,
  TEXT_ROOT_AGAIN,
  TEXT_USER,
  TEXT_USER_FULL_NAME,
  TEXT_USER_PASSWORD,
  TEXT_USER_AGAIN,
  TEXT_REPOSITORY,
  TEXT_PROXY,
  TEXT_EXTRA,
  N_TEXTS
} VireoAnswerText;

typedef enum
{
  ADVICE_NOTE,
  ADVICE_ROOT_PROBLEM,
  ADVICE_ROOT_NOTE,
  ADVICE_USER_PROBLEM,
  ADVICE_USER_NOTE,
  ADVICE_HOST_NAME_PROBLEM,
  ADVICE_REPOSITORY_PROBLEM,
  ADVICE_EXTRA_PROBLEM,
  N_ADVICES
} VireoAnswerAdvice;

struct _VireoUnattended
{
  GObject parent_instance;

  gboolean supported;
  gboolean tried; /* this was made for that system */
  VireoAnswersKind kind;
  gboolean wanted;
  gboolean wanted_touched;
  gboolean host_name_touched;
  gboolean time_zone_touched;
  char *texts[N_TEXTS]; /* (owned): never NULL */
  gboolean root_ssh;
  gboolean with_user;
  gboolean with_keys;
  guint layout;
  guint packages;
  char **keys;             /* (owned): the user's own public ones */
  char *advice[N_ADVICES]; /* (owned) (nullable) */
  gboolean ready;
};

void _vireo_unattended_advise (VireoUnattended *self, char **advice);

G_END_DECLS
