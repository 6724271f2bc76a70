/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <crypt.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-password.h"

#define SALT_LETTERS 16
#define MAX_PASSWORD 256 /* bytes; crypt() refuses more than 512 */

/**
 * vireo_password_free:
 * @password: (nullable): overwritten before it is freed
 */
void
vireo_password_free (char *password)
{
  if (password == NULL)
    return;
  explicit_bzero (password, strlen (password));
  g_free (password);
}

/**
 * vireo_password_check:
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence
 *
 * Returns: whether somebody could type it at a login
 */
gboolean
vireo_password_check (const char *password, GError **error)
{
  const char *sentence = NULL;

  if (password == NULL || *password == '\0')
    sentence = _ ("Set a password.");
  else if (!g_utf8_validate (password, -1, NULL))
    sentence = _ ("The password contains bytes that are not text.");
  else if (strlen (password) > MAX_PASSWORD)
    sentence = _ ("The password is too long.");
  else
    for (const char *c = password; *c != '\0' && sentence == NULL; c = g_utf8_next_char (c))
      if (g_unichar_iscntrl (g_utf8_get_char (c)))
        sentence = _ ("A password cannot contain line breaks or other control characters.");
  if (sentence != NULL)
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return sentence == NULL;
}

/* The ones that are tried first by whoever finds the guest's SSH port. */
static const char *const common[] = {
  "password", "passw0rd", "p@ssw0rd", "12345678", "123456789", "1234567890", "qwertyuiop",
  "qwerty123", "admin123", "administrator", "root1234", "ctyun", "openeuler", "huawei12#$",
  "abc12345", "abcd1234", "1qaz2wsx", "1q2w3e4r", "iloveyou", "11111111", "88888888", NULL,
};

/**
 * vireo_password_judge:
 * @password: what was typed so far
 * @login: whose it is
 */
VireoPasswordStrength
vireo_password_judge (const char *password, const char *login)
{
  g_autofree char *small = g_utf8_strdown (password, -1);
  gsize length = (gsize) g_utf8_strlen (password, -1);
  guint kinds[5] = { 0 };
  guint n_kinds = 0;
  VireoPasswordStrength strength = VIREO_PASSWORD_GOOD;

  for (const char *c = password; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      kinds[letter >= 0x80           ? 4
            : g_ascii_isdigit (*c)   ? 0
            : g_ascii_islower (*c)   ? 1
            : g_ascii_isupper (*c)   ? 2
                                     : 3] = 1;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    n_kinds += kinds[i];

  if (length < 8 || (n_kinds < 2 && length < 14) || g_strv_contains (common, small)
      || (login != NULL && *login != '\0' && length < 12 && strstr (small, login) != NULL))
    strength = VIREO_PASSWORD_WEAK;
  else if (length < 12 && n_kinds < 3)
    strength = VIREO_PASSWORD_FAIR;
  explicit_bzero (small, strlen (small));
  return strength;
}

static gboolean
make_salt (char *salt, GError **error)
{
  static const char letters[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  guint8 random[SALT_LETTERS];

  if (getrandom (random, sizeof random, 0) != (gssize) sizeof random)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_FAILED, _ ("No random numbers can be had: %s"),
                   g_strerror (errno));
      return FALSE;
    }
  for (gsize i = 0; i < SALT_LETTERS; i++)
    salt[i] = letters[random[i] % 64];
  salt[SALT_LETTERS] = '\0';
  return TRUE;
}

/**
 * vireo_password_hash:
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Worker.
 *
 * Returns: (transfer full) (nullable): a SHA-512 hash ("$6$…"), which the oldest guest understands;
 *   vireo_password_free()
 */
char *
vireo_password_hash (const char *password, GError **error)
{
  g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
  char salt[SALT_LETTERS + 1];
  g_autofree char *setting = NULL;
  const char *hash;
  char *made = NULL;

  VIREO_ASSERT_WORKER ();
  if (!vireo_password_check (password, error) || !make_salt (salt, error))
    return NULL;
  setting = g_strdup_printf ("$6$%s", salt);
  /* Not crypt_r(): the sanitizers stand in its place and do not find it. */
  hash = crypt_rn (password, setting, data, sizeof *data);
  if (hash != NULL && g_str_has_prefix (hash, "$6$"))
    made = g_strdup (hash);
  else
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                         _ ("The password could not be made unreadable."));
  explicit_bzero (data, sizeof *data);
  return made;
}
