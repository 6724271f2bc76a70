/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-values.h"
#include "core/install/vireo-password.h"
#include "core/install/vireo-ssh-keys.h"
#include "core/install/vireo-unattended-private.h"

enum
{
  PROP_WANTED = 1,
  PROP_ROOT_SSH,
  PROP_WITH_USER,
  PROP_WITH_KEYS,
  PROP_LAYOUT,
  PROP_PACKAGES,
  PROP_SUPPORTED,
  PROP_ACTIVE,
  PROP_INSTALLER,
  PROP_TAKES_LINES,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_READY,
  PROP_N_KEYS,
  PROP_KEYS_TEXT,
  PROP_FIRST_TEXT,
  PROP_FIRST_ADVICE = PROP_FIRST_TEXT + N_TEXTS,
  N_PROPS = PROP_FIRST_ADVICE + N_ADVICES
};

static const char *const text_names[N_TEXTS] = {
  "language",      "keyboard",   "time-zone", "host-name",      "root-password",
  "root-again",    "user",       "user-full-name", "user-password", "user-again",
  "repository",    "proxy",      "extra",
};

static const char *const advice_names[N_ADVICES] = {
  "note",      "root-problem",      "root-note",          "user-problem",
  "user-note", "host-name-problem", "repository-problem", "extra-problem",
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoUnattended, vireo_unattended, G_TYPE_OBJECT)

static void
notify (VireoUnattended *self, guint id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

/* After any change: what follows from it. */
static void
update (VireoUnattended *self)
{
  static const VireoAnswerAdvice problems[] = { ADVICE_ROOT_PROBLEM, ADVICE_USER_PROBLEM,
                                     ADVICE_HOST_NAME_PROBLEM, ADVICE_REPOSITORY_PROBLEM,
                                     ADVICE_EXTRA_PROBLEM };
  char *advice[N_ADVICES] = { NULL };
  gboolean ready = TRUE;

  _vireo_unattended_advise (self, advice);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < N_ADVICES; i++)
    {
      gboolean changed = g_strcmp0 (advice[i], self->advice[i]) != 0;

      g_free (self->advice[i]);
      self->advice[i] = advice[i];
      if (changed)
        notify (self, PROP_FIRST_ADVICE + i);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    ready = ready && self->advice[problems[i]] == NULL;
  if (ready != self->ready)
    {
      self->ready = ready;
      notify (self, PROP_READY);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- what the desktop knows --- */

typedef struct
{
  char *time_zone; /* (nullable) */
  char **keys;
} Found;

static void
found_free (Found *found)
{
  g_free (found->time_zone);
  g_strfreev (found->keys);
  g_free (found);
}

/* /etc/localtime leads to it. */
static char *
find_time_zone (void)
{
  static const char folder[] = "/zoneinfo/";
  g_autofree char *target = g_file_read_link ("/etc/localtime", NULL);
  const char *at = target != NULL ? strstr (target, folder) : NULL;

  if (at == NULL || !vireo_answers_check_time_zone (at + strlen (folder), NULL))
    return NULL;
  return g_strdup (at + strlen (folder));
}

static void
find_on_worker (GTask *task, gpointer source, gpointer unused, GCancellable *cancellable)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  Found *found = g_new0 (Found, 1);

  found->time_zone = find_time_zone ();
  found->keys = vireo_ssh_keys_find (folder);
  g_task_return_pointer (task, found, (GDestroyNotify) found_free);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoUnattended *self = VIREO_UNATTENDED (source);
  Found *found = g_task_propagate_pointer (G_TASK (result), NULL);

  g_strfreev (self->keys);
  self->keys = g_steal_pointer (&found->keys);
  self->with_keys = self->keys[0] != NULL;
  notify (self, PROP_N_KEYS);
  notify (self, PROP_KEYS_TEXT);
  notify (self, PROP_WITH_KEYS);
  if (found->time_zone != NULL && !self->time_zone_touched)
    {
      g_free (self->texts[TEXT_TIME_ZONE]);
      self->texts[TEXT_TIME_ZONE] = g_steal_pointer (&found->time_zone);
      notify (self, PROP_FIRST_TEXT + TEXT_TIME_ZONE);
    }
  found_free (found);
}

/* The desktop's language, where it is one of those offered. */
static const char *
get_language (void)
{
  const char *const *languages = g_get_language_names ();

  for (; *languages != NULL; languages++)
    for (const VireoAnswersChoice *choice = vireo_answers_languages; choice->code != NULL; choice++)
      if (strlen (*languages) >= 5 && strncmp (choice->code, *languages, 5) == 0)
        return choice->code;
  return "en_US.UTF-8";
}

/* Their names, as their owners gave them. */
static char *
make_keys_text (VireoUnattended *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->keys[0] == NULL)
    return g_strdup (_ ("None was found in the folder .ssh"));
  for (char **key = self->keys; *key != NULL; key++)
    {
      const char *name = vireo_ssh_key_get_name (*key);

      if (text->len > 0)
        g_string_append (text, ", ");
      if (name == *key) /* has none */
        g_string_append_printf (text, "%.20s…", name);
      else
        g_string_append (text, name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the object --- */

static gboolean
takes_lines (VireoUnattended *self)
{
  return vireo_unattended_get_active (self)
         && (self->kind == VIREO_ANSWERS_KICKSTART || self->kind == VIREO_ANSWERS_PRESEED);
}

static void
vireo_unattended_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoUnattended *self = VIREO_UNATTENDED (object);

  switch (id)
    {
    case PROP_WANTED:
      g_value_set_boolean (value, self->wanted);
      break;
    case PROP_ROOT_SSH:
      g_value_set_boolean (value, self->root_ssh);
      break;
    case PROP_WITH_USER:
      g_value_set_boolean (value, self->with_user);
      break;
    case PROP_WITH_KEYS:
      g_value_set_boolean (value, self->with_keys);
      break;
    case PROP_LAYOUT:
      g_value_set_uint (value, self->layout);
      break;
    case PROP_PACKAGES:
      g_value_set_uint (value, self->packages);
      break;
    case PROP_SUPPORTED:
      g_value_set_boolean (value, self->supported);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, vireo_unattended_get_active (self));
      break;
    case PROP_INSTALLER:
      g_value_set_boolean (value, vireo_unattended_get_active (self) && self->kind != VIREO_ANSWERS_CLOUD);
      break;
    case PROP_TAKES_LINES:
      g_value_set_boolean (value, takes_lines (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->kind == VIREO_ANSWERS_CLOUD ? _ ("Set it up with cloud-init")
                                             : _ ("Install without questions"));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value,
                          self->kind == VIREO_ANSWERS_CLOUD
                              ? _ ("At its first start the system takes over its name, your password "
                                   "and your keys.")
                              : _ ("Vireo answers what the installer asks.  At the end the guest has "
                                   "its network and lets you in over SSH."));
      break;
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_N_KEYS:
      g_value_set_uint (value, g_strv_length (self->keys));
      break;
    case PROP_KEYS_TEXT:
      g_value_take_string (value, make_keys_text (self));
      break;
    default:
      if (id >= PROP_FIRST_TEXT && id < PROP_FIRST_ADVICE)
        g_value_set_string (value, self->texts[id - PROP_FIRST_TEXT]);
      else if (id >= PROP_FIRST_ADVICE && id < N_PROPS)
        g_value_set_string (value, self->advice[id - PROP_FIRST_ADVICE]);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
take_text (VireoUnattended *self, VireoAnswerText which, const GValue *value)
{
  const char *text = g_value_get_string (value);

  if (text == NULL)
    text = "";
  if (g_str_equal (self->texts[which], text))
    return FALSE;
  vireo_password_free (self->texts[which]);
  self->texts[which] = g_strdup (text);
  self->host_name_touched |= which == TEXT_HOST_NAME;
  self->time_zone_touched |= which == TEXT_TIME_ZONE;
  return TRUE;
}

static gboolean
take (VireoUnattended *self, guint id, const GValue *value)
{
  switch (id)
    {
    case PROP_WANTED:
      self->wanted_touched = TRUE;
      return vireo_take_flag (&self->wanted, value);
    case PROP_ROOT_SSH:
      return vireo_take_flag (&self->root_ssh, value);
    case PROP_WITH_USER:
      return vireo_take_flag (&self->with_user, value);
    case PROP_WITH_KEYS:
      return vireo_take_flag (&self->with_keys, value);
    case PROP_LAYOUT:
      return vireo_take_number (&self->layout, g_value_get_uint (value));
    case PROP_PACKAGES:
      return vireo_take_number (&self->packages, g_value_get_uint (value));
    default:
      g_return_val_if_fail (id >= PROP_FIRST_TEXT && id < PROP_FIRST_ADVICE, FALSE);
      return take_text (self, id - PROP_FIRST_TEXT, value);
    }
}

static void
vireo_unattended_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoUnattended *self = VIREO_UNATTENDED (object);

  if (!take (self, id, value))
    return;
  g_object_notify_by_pspec (object, pspec);
  if (id == PROP_WANTED)
    {
      notify (self, PROP_ACTIVE);
      notify (self, PROP_INSTALLER);
      notify (self, PROP_TAKES_LINES);
    }
  update (self);
}

static void
vireo_unattended_finalize (GObject *object)
{
  VireoUnattended *self = VIREO_UNATTENDED (object);

  for (guint i = 0; i < N_TEXTS; i++)
    vireo_password_free (self->texts[i]);
  for (guint i = 0; i < N_ADVICES; i++)
    g_free (self->advice[i]);
  g_strfreev (self->keys);
  G_OBJECT_CLASS (vireo_unattended_parent_class)->finalize (object);
}

static void
vireo_unattended_class_init (VireoUnattendedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags ro = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags rw = ro | G_PARAM_WRITABLE;
  const struct
  {
    guint id;
    const char *name;
    GParamFlags flags;
  } flags[] = {
    { PROP_WANTED, "wanted", rw },       { PROP_ROOT_SSH, "root-ssh", rw },
    { PROP_WITH_USER, "with-user", rw }, { PROP_WITH_KEYS, "with-keys", rw },
    { PROP_SUPPORTED, "supported", ro }, { PROP_ACTIVE, "active", ro },
    { PROP_READY, "ready", ro },        { PROP_INSTALLER, "installer", ro },
    { PROP_TAKES_LINES, "takes-lines", ro },
  };

  object_class->get_property = vireo_unattended_get_property;
  object_class->set_property = vireo_unattended_set_property;
  object_class->finalize = vireo_unattended_finalize;

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    props[flags[i].id] = g_param_spec_boolean (flags[i].name, NULL, NULL, FALSE, flags[i].flags);
  props[PROP_LAYOUT] = g_param_spec_uint ("layout", NULL, NULL, 0, VIREO_LAYOUT_PLAIN, 0, rw);
  props[PROP_PACKAGES] = g_param_spec_uint ("packages", NULL, NULL, 0, VIREO_PACKAGES_SERVER, 0, rw);
  props[PROP_N_KEYS] = g_param_spec_uint ("n-keys", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, ro);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, ro);
  props[PROP_KEYS_TEXT] = g_param_spec_string ("keys-text", NULL, NULL, NULL, ro);
  for (guint i = 0; i < N_TEXTS; i++)
    props[PROP_FIRST_TEXT + i] = g_param_spec_string (text_names[i], NULL, NULL, NULL, rw);
  for (guint i = 0; i < N_ADVICES; i++)
    props[PROP_FIRST_ADVICE + i] = g_param_spec_string (advice_names[i], NULL, NULL, NULL, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_unattended_init (VireoUnattended *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, found_cb, NULL);

  for (guint i = 0; i < N_TEXTS; i++)
    self->texts[i] = g_strdup (i == TEXT_LANGUAGE    ? get_language ()
                               : i == TEXT_KEYBOARD  ? "us"
                               : i == TEXT_TIME_ZONE ? "Asia/Shanghai"
                               : i == TEXT_HOST_NAME ? "localhost"
                                                     : "");
  self->keys = g_new0 (char *, 1);
  self->ready = TRUE;
  vireo_worker_push (task, find_on_worker);
}

/**
 * vireo_unattended_new:
 *
 * Returns: (transfer full): answers filled in as far as can be; what the desktop knows follows soon
 */
VireoUnattended *
vireo_unattended_new (void)
{
  VIREO_ASSERT_MAIN ();
  return g_object_new (VIREO_TYPE_UNATTENDED, NULL);
}

/* Whose installers can be told, how, and which of them this was made for.
 *
 * None of it is libosinfo's: its scripts put values in as they are, keep passwords in clear and enforce
 * nothing.  Windows is left out.  It takes passwords in readable form only, wants to know which of a
 * medium's editions is meant, stops at a language that the medium has not got, and its version 11 at a
 * VM without a TPM; none of this could be tried, and half an installation is worse than one by hand. */
static const struct
{
  const char *distro;
  const char *not; /* (nullable): how the short ids of older, other ones begin */
  gboolean tried;
  VireoAnswersKind kind;
} distros[] = {
  { "ctyunos", NULL, TRUE, VIREO_ANSWERS_KICKSTART },
  { "openeuler", NULL, TRUE, VIREO_ANSWERS_KICKSTART },
  { "kylin-server", NULL, FALSE, VIREO_ANSWERS_KICKSTART },
  { "bclinux", NULL, FALSE, VIREO_ANSWERS_KICKSTART },
  { "tencentos", "tencentos2", FALSE, VIREO_ANSWERS_KICKSTART },
  { "alinux", NULL, FALSE, VIREO_ANSWERS_KICKSTART },
  { "culinux", NULL, FALSE, VIREO_ANSWERS_KICKSTART },
  { "anolis", "anolis7", FALSE, VIREO_ANSWERS_KICKSTART },
  { "rocky", NULL, FALSE, VIREO_ANSWERS_KICKSTART },
  { "almalinux", NULL, FALSE, VIREO_ANSWERS_KICKSTART },
  { "debian", NULL, FALSE, VIREO_ANSWERS_PRESEED },
  { "ubuntu", NULL, FALSE, VIREO_ANSWERS_AUTOINSTALL },
};

/* The desktop's medium has another installer, and so had the server's until 20.04. */
static gboolean
is_ubuntu_server (VireoOs *os, const char *label)
{
  const char *id = vireo_os_get_short_id (os);

  return label != NULL && g_str_has_prefix (label, "Ubuntu-Server") && g_str_has_prefix (id, "ubuntu")
         && g_ascii_strtod (id + strlen ("ubuntu"), NULL) >= 20.04;
}

static void
set_target (VireoUnattended *self, gboolean supported, gboolean tried, VireoAnswersKind kind)
{
  gboolean wanted = self->wanted_touched ? self->wanted : supported && tried;

  if (supported == self->supported && tried == self->tried && kind == self->kind
      && wanted == self->wanted)
    return;
  self->supported = supported;
  self->tried = tried;
  self->kind = kind;
  self->wanted = wanted;
  notify (self, PROP_SUPPORTED);
  notify (self, PROP_WANTED);
  notify (self, PROP_ACTIVE);
  notify (self, PROP_INSTALLER);
  notify (self, PROP_TAKES_LINES);
  notify (self, PROP_TITLE);
  notify (self, PROP_SUBTITLE);
  update (self);
}

/**
 * vireo_unattended_set_os:
 * @os: (nullable): what is to be installed; %NULL when there is no installer that could be told
 * @label: (nullable): of its medium
 *
 * It is wanted, unless the user says otherwise, where it was made for that system.
 */
void
vireo_unattended_set_os (VireoUnattended *self, VireoOs *os, const char *label)
{
  const char *distro = os != NULL ? vireo_os_get_distro (os) : NULL;

  for (gsize i = 0; distro != NULL && i < G_N_ELEMENTS (distros); i++)
    if (g_str_equal (distros[i].distro, distro)
        && (distros[i].not == NULL || !g_str_has_prefix (vireo_os_get_short_id (os), distros[i].not))
        && (distros[i].kind != VIREO_ANSWERS_AUTOINSTALL || is_ubuntu_server (os, label)))
      {
        set_target (self, TRUE, distros[i].tried, distros[i].kind);
        return;
      }
  set_target (self, FALSE, FALSE, VIREO_ANSWERS_KICKSTART);
}

/**
 * vireo_unattended_set_image:
 * @path: a disk that comes installed
 *
 * Whether cloud-init is in it cannot be seen from outside; its name may say so, and then it is
 * wanted unless the user says otherwise.
 */
void
vireo_unattended_set_image (VireoUnattended *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *small = g_ascii_strdown (name, -1);

  set_target (self, TRUE, strstr (small, "cloud") != NULL, VIREO_ANSWERS_CLOUD);
}

/**
 * vireo_unattended_suggest_host_name:
 *
 * Names the guest after the VM, until the user names it.
 */
void
vireo_unattended_suggest_host_name (VireoUnattended *self, const char *vm_name)
{
  g_autofree char *name = vireo_answers_suggest_host_name (vm_name);

  if (self->host_name_touched || g_str_equal (name, self->texts[TEXT_HOST_NAME]))
    return;
  g_free (self->texts[TEXT_HOST_NAME]);
  self->texts[TEXT_HOST_NAME] = g_steal_pointer (&name);
  notify (self, PROP_FIRST_TEXT + TEXT_HOST_NAME);
  update (self);
}

gboolean
vireo_unattended_get_active (VireoUnattended *self)
{
  return self->supported && self->wanted;
}

gboolean
vireo_unattended_get_ready (VireoUnattended *self)
{
  return self->ready;
}

static char *
dup_unless_empty (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * vireo_unattended_make_answers:
 *
 * Returns: (transfer full) (nullable): the answers as they stand; %NULL: the installer is to ask
 */
VireoAnswers *
vireo_unattended_make_answers (VireoUnattended *self)
{
  VireoAnswers *answers;

  if (!vireo_unattended_get_active (self))
    return NULL;
  answers = g_new0 (VireoAnswers, 1);
  answers->kind = self->kind;
  answers->language = g_strdup (self->texts[TEXT_LANGUAGE]);
  answers->keyboard = g_strdup (self->texts[TEXT_KEYBOARD]);
  answers->time_zone = g_strdup (self->texts[TEXT_TIME_ZONE]);
  answers->host_name = g_strdup (self->texts[TEXT_HOST_NAME]);
  answers->root_password = dup_unless_empty (self->texts[TEXT_ROOT_PASSWORD]);
  answers->root_ssh = self->root_ssh;
  if (self->with_user)
    {
      answers->user = g_strdup (self->texts[TEXT_USER]);
      answers->user_full_name = dup_unless_empty (self->texts[TEXT_USER_FULL_NAME]);
      answers->user_password = dup_unless_empty (self->texts[TEXT_USER_PASSWORD]);
    }
  if (self->with_keys)
    answers->ssh_keys = g_strdupv (self->keys);
  answers->layout = self->layout;
  answers->packages = self->packages;
  answers->repository = dup_unless_empty (self->texts[TEXT_REPOSITORY]);
  answers->proxy = dup_unless_empty (self->texts[TEXT_PROXY]);
  answers->extra = dup_unless_empty (self->texts[TEXT_EXTRA]);
  return answers;
}
