/** Makes chosen photos smaller before they are sent: upright, and without the place where they were taken. */

const SIDE = 2400;
const LIGHT = 400_000;
const megabytes = (bytes) => (bytes < 100_000 ? "moins de 0,1 Mo" : `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`);

/** The photo redrawn as a JPEG; the file itself when it is no photo, or none that this browser can read. */
async function redrawn(file) {
  if (!/^image\//.test(file.type) && !/\.(heic|heif)$/i.test(file.name)) return file;
  if (file.type === "image/svg+xml") return file;
  let image;
  try {
    image = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const sheet = document.createElement("canvas");
  sheet.width = Math.max(1, Math.round(image.width * scale));
  sheet.height = Math.max(1, Math.round(image.height * scale));
  const pen = sheet.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(image, 0, 0, sheet.width, sheet.height);
  image.close();
  const blob = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.88));
  if (!blob || (blob.size > file.size && file.size > LIGHT)) return file;
  return new File([blob], file.name.replace(/\.\w{1,5}$/, "") + ".jpg", { type: "image/jpeg" });
}

for (const field of document.querySelectorAll("input[type=file][data-photos]")) {
  const said = document.getElementById(field.dataset.photos);
  const button = field.form.querySelector("button.btn--primary");
  field.addEventListener("change", async () => {
    const chosen = [...field.files];
    const before = chosen.reduce((sum, file) => sum + file.size, 0);
    button.disabled = true;
    said.textContent = "Nous réduisons vos photos…";
    const kept = new DataTransfer();
    // One at a time: a phone has little memory.
    for (const file of chosen) kept.items.add(await redrawn(file));
    field.files = kept.files;
    const after = [...kept.files].reduce((sum, file) => sum + file.size, 0);
    said.textContent = after < before ? `Photos réduites : ${megabytes(before)}, puis ${megabytes(after)}.` : "";
    button.disabled = false;
  });
}
