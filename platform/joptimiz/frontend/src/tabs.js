/** On a phone the tabs of a desk are one line that slides: the one of this page is in sight. */
const here = document.querySelector(".tabs [aria-current]");
const bar = here?.parentElement;
if (bar) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
