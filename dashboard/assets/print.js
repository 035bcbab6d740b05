// The page is drawn anew at every click: one listener does for all its buttons.
if (!window.printsPages) {
    window.printsPages = true;
    const days = ["period", "from", "to", "unit"];

    document.addEventListener("click", (event) => {
        if (event.target.closest(".print-page")) window.print();
    });

    // Parts of a page run alone: what was chosen in them since is in the address, not in its link.
    window.addEventListener("beforeprint", () => {
        const marks = document.documentElement.classList;
        marks.remove("is-dark"); // which makes it look light
        const page = document.querySelector(".stApp");
        if (page && getComputedStyle(page).colorScheme === "dark") marks.add("is-dark");
        for (const link of document.querySelectorAll(".printed a")) {
            const shown = new URLSearchParams(location.search);
            const fixed = new URL(link.href);
            for (const name of days) {
                shown.delete(name);
                for (const value of fixed.searchParams.getAll(name)) shown.append(name, value);
            }
            fixed.search = shown;
            link.href = link.textContent = fixed.href;
        }
    });
}
