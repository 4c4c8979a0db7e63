# Builds the site and tries it in a browser. CHROMIUM names another than that in PATH.
for program in npm "${CHROMIUM:-chromium}"; do
    command -v "$program" >/dev/null || {
        echo "The site is NOT TRIED: there is no $program here. On Debian: apt install npm chromium"
        exit 0
    }
done
set -e
make --silent site
.venv-site/bin/python tests/site/main.py
