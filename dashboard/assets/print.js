// The page is drawn anew at every click: one listener does for all its buttons.
if (!window.printsPages) {
    window.printsPages = true;
    document.addEventListener("click", (event) => {
        if (event.target.closest(".print-page")) window.print();
    });
}
