// Shows only the districts of the chosen county. Without it every district of the country can be chosen.

for (const form of document.querySelectorAll("form[data-places]")) {
  const county = form.elements.county;
  const district = form.elements.district;
  const groups = [...district.querySelectorAll("optgroup")];

  const narrow = () => {
    const name = county.selectedOptions[0]?.value ? county.selectedOptions[0].text : "";
    for (const group of groups) group.remove();
    const own = groups.find((group) => group.label === name);
    if (own) district.append(own);
    if (!district.selectedOptions.length || (own && !own.contains(district.selectedOptions[0]))) district.value = "";
    district.disabled = !own;
  };

  const chosen = district.value;
  county.addEventListener("change", narrow);
  if (!county.value && chosen) county.value = chosen.slice(0, 5);
  narrow();
  if (chosen) district.value = chosen;
}
