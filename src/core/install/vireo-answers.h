/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an installer that asks nobody is told.  Whatever stands in here was typed by somebody, so
 * nothing is believed: what makes a file of it checks each value by the functions below, which say
 * in words what is wrong.  Any thread. */

/* Who is told. */
typedef enum
{
  VIREO_ANSWERS_KICKSTART, /* Anaconda: CTyunOS and its relatives */
  VIREO_ANSWERS_PRESEED,   /* Debian's installer */
  VIREO_ANSWERS_AUTOINSTALL, /* that of Ubuntu Server, since 20.04 */
  VIREO_ANSWERS_CLOUD,     /* cloud-init, in a system that comes installed */
} VireoAnswersKind;

typedef enum
{
  VIREO_LAYOUT_LVM,
  VIREO_LAYOUT_PLAIN,
} VireoDiskLayout;

typedef enum
{
  VIREO_PACKAGES_MINIMAL,
  VIREO_PACKAGES_SERVER,
} VireoPackageSet;

typedef struct
{
  VireoAnswersKind kind;
  char *language;       /* as "zh_CN.UTF-8" */
  char *keyboard;       /* as "us" */
  char *time_zone;      /* as "Asia/Shanghai" */
  char *host_name;      /* (nullable) */
  char *root_password;  /* (nullable): in clear, until it is hashed */
  char *root_hash;      /* (nullable): with neither, nobody logs in as root by a password */
  gboolean root_ssh;    /* root may log in over SSH with its password */
  char *user;           /* (nullable): login name of an administrator */
  char *user_full_name; /* (nullable) */
  char *user_password;  /* (nullable): in clear, until it is hashed */
  char *user_hash;      /* (nullable) */
  char **ssh_keys;      /* (nullable): public ones, for root and the user */
  VireoDiskLayout layout;
  VireoPackageSet packages;
  char *repository;     /* (nullable): URL to install from instead of the medium */
  char *proxy;          /* (nullable): URL, on the way to it */
  char *extra;          /* (nullable): lines an expert adds as they are */
} VireoAnswers;

VireoAnswers *vireo_answers_new (void);
VireoAnswers *vireo_answers_copy (const VireoAnswers *answers);
void          vireo_answers_free (VireoAnswers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoAnswers, vireo_answers_free)

gboolean      vireo_answers_hash (VireoAnswers *answers, GError **error); /* worker */

/* Each answers FALSE with VIREO_ERROR_INVALID and a sentence to show beside the field. */
gboolean      vireo_answers_check_language (const char *language, GError **error);
gboolean      vireo_answers_check_keyboard (const char *keyboard, GError **error);
gboolean      vireo_answers_check_time_zone (const char *zone, GError **error);
gboolean      vireo_answers_check_host_name (const char *name, GError **error);
gboolean      vireo_answers_check_user (const char *login, GError **error);
gboolean      vireo_answers_check_user_preseed (const char *login, GError **error);
gboolean      vireo_answers_check_full_name (const char *name, GError **error);
gboolean      vireo_answers_check_hash (const char *hash, GError **error);
gboolean      vireo_answers_check_url (const char *url, GError **error);
gboolean      vireo_answers_check_extra (const char *lines, GError **error);
gboolean      vireo_answers_check_extra_preseed (const char *lines, GError **error);
gboolean      vireo_answers_check (const VireoAnswers *answers, GError **error);

char         *vireo_answers_suggest_host_name (const char *vm_name);

/* What can be chosen from, each list ending in NULL. */
typedef struct
{
  const char *code;
  const char *name; /* in that language itself */
} VireoAnswersChoice;

extern const VireoAnswersChoice vireo_answers_languages[];
extern const VireoAnswersChoice vireo_answers_keyboards[];
extern const char *const vireo_answers_time_zones[];

G_END_DECLS
