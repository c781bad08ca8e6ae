// The files of what was dropped on the page, those in folders too, each with the names of its folders.

/**
 * @param {File[]} files
 * @param {FileSystemEntry[]} entries
 * @returns {Promise<Named[]>}
 */
export async function filesOf(files, entries) {
  if (entries.length === 0) return files.map((file) => ({ file, name: file.name }));
  return (await Promise.all(entries.map(inside))).flat();
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<Named[]>}
 */
async function inside(entry) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    );
    return [{ file, name: entry.fullPath.slice(1) }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const found = [];
  for (let some = null; some === null || some.length > 0; found.push(...some))
    some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
  return (await Promise.all(found.map(inside))).flat();
}
