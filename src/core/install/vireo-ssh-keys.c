/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-ssh-keys.h"

#define MAX_LINE 8192
#define MAX_FILE (64 * 1024)
#define MAX_KEYS 32
#define MAX_FILES 256

/* What sshd still takes; the length is of the whole decoded key, at least. */
static const struct
{
  const char *type;
  gsize length;
} types[] = {
  { "ssh-ed25519", 51 },
  { "ssh-rsa", 256 },
  { "ecdsa-sha2-nistp256", 104 },
  { "ecdsa-sha2-nistp384", 136 },
  { "ecdsa-sha2-nistp521", 172 },
  { "sk-ssh-ed25519@openssh.com", 70 },
  { "sk-ecdsa-sha2-nistp256@openssh.com", 120 },
};

static gsize
get_least_length (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      return types[i].length;
  return 0;
}

/* The key says its own type once more inside: a 32-bit length and the word. */
static gboolean
is_key_of_type (const char *base64, const char *type)
{
  gsize type_length = strlen (type);
  gsize letters = strspn (base64, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/");
  g_autofree guchar *bytes = NULL;
  gsize length;

  if (letters + strspn (base64 + letters, "=") != strlen (base64) || strlen (base64) % 4 != 0)
    return FALSE;
  bytes = g_base64_decode (base64, &length);
  return length >= MAX (get_least_length (type), 4 + type_length) && bytes[0] == 0 && bytes[1] == 0
         && bytes[2] == 0 && bytes[3] == type_length && memcmp (bytes + 4, type, type_length) == 0;
}

static gboolean
is_harmless (const char *line)
{
  if (strlen (line) > MAX_LINE || !g_utf8_validate (line, -1, NULL))
    return FALSE;
  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (g_unichar_iscntrl (letter) || letter == 0x2028 || letter == 0x2029
          || letter == '"' || letter == '\\')
        return FALSE;
    }
  return TRUE;
}

/**
 * vireo_ssh_key_check:
 * @line: a line of a .pub file
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence
 *
 * Returns: whether it is one public key, without options
 */
gboolean
vireo_ssh_key_check (const char *line, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (line != NULL && is_harmless (line))
    {
      words = g_strsplit (line, " ", 3);
      if (g_strv_length (words) >= 2 && get_least_length (words[0]) > 0
          && is_key_of_type (words[1], words[0]))
        return TRUE;
    }
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("This is not a public SSH key.  One begins with ssh-ed25519 or ssh-rsa, for "
                          "example."));
  return FALSE;
}

/**
 * vireo_ssh_key_get_name:
 * @line: a key that vireo_ssh_key_check() lets pass
 *
 * Returns: what its owner calls it, else its type and itself
 */
const char *
vireo_ssh_key_get_name (const char *line)
{
  const char *second = strchr (line, ' ');
  const char *third = second != NULL ? strchr (second + 1, ' ') : NULL;

  return third != NULL && third[1] != '\0' ? third + 1 : line;
}

/**
 * vireo_ssh_keys_parse:
 * @text: lines, as of a .pub file
 *
 * Returns: (transfer full): the keys among them, each once; g_strfreev()
 */
GStrv
vireo_ssh_keys_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (char **line = lines; *line != NULL && keys->len < MAX_KEYS; line++)
    {
      g_strstrip (*line);
      if (vireo_ssh_key_check (*line, NULL)
          && !g_ptr_array_find_with_equal_func (keys, *line, g_str_equal, NULL))
        g_ptr_array_add (keys, g_strdup (*line));
    }
  g_ptr_array_add (keys, NULL);
  return (GStrv) g_ptr_array_steal (keys, NULL);
}

/* The beginning of a regular file: a pipe is not waited for, and nothing large is read. */
static char *
read_file (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat about;
  g_autofree char *text = NULL;
  gsize got = 0;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &about) == 0 && S_ISREG (about.st_mode) && about.st_size <= MAX_FILE)
    {
      text = g_malloc (MAX_FILE + 1);
      while (got < MAX_FILE)
        {
          gssize more = read (fd, text + got, MAX_FILE - got);

          if (more < 0 && errno == EINTR)
            continue;
          if (more <= 0)
            break;
          got += (gsize) more;
        }
      text[got] = '\0';
    }
  close (fd);
  return g_steal_pointer (&text);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * vireo_ssh_keys_find:
 * @folder: as ~/.ssh
 *
 * Worker.
 *
 * Returns: (transfer full): the keys in the .pub files there, in the order of the files' names;
 *   maybe none; g_strfreev()
 */
GStrv
vireo_ssh_keys_find (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) all = g_string_new (NULL);
  const char *name;

  VIREO_ASSERT_WORKER ();
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && names->len < MAX_FILES)
    if (g_str_has_suffix (name, ".pub"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *text = read_file (names->pdata[i]);

      if (text != NULL)
        g_string_append_printf (all, "%s\n", text);
    }
  return vireo_ssh_keys_parse (all->str);
}
