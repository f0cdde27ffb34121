# Makes the values that tests/test_real_cohort.py compares with. From the root of the repository, where the files of
# the real cohort are beside it:
#
#     Rscript tests/reference/real.R [folder]
#
# What is stored is statistics of groups and the R call of each. No row, no identifier and no value of one patient
# leaves the folder. The functions are those of make.R; none of its cases is run.

folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
cohort <- c(commandArgs(trailingOnly = TRUE), file.path("..", "shared", "data", "nci-cd22"))[1]
if (!file.exists(file.path(cohort, "patients.csv"))) stop("the real cohort is not there: no patients.csv in ", cohort)

# From make.R: its head, up to the first section of cases, and every function.
script <- parse(file.path(folder, "make.R"))
assigns <- sapply(script, function(e) identical(e[[1]], quote(`<-`)))
is_function <- sapply(script, function(e) {
  length(e) == 3 && is.call(e[[3]]) && identical(e[[3]][[1]], quote(`function`))
})
end_of_head <- match("as_vector", sapply(script, function(e) deparse(e[[min(2, length(e))]])[1]))
for (e in script[seq_along(script) <= end_of_head | (assigns & is_function)]) eval(e)

# The definitions of functions, and of those that they call.
define <- function(names) {
  for (name in setdiff(names, names(definitions))) {
    if (!exists(name, globalenv(), mode = "function", inherits = FALSE)) next
    definitions[[name]] <<- deparse(get(name, globalenv()))
    define(codetools::findGlobals(get(name, globalenv())))
  }
}

# As `case` in make.R, but the input stays here.
statistic <- function(name, call) {
  call <- substitute(call)
  define(all.names(call))
  text <- paste(deparse(call, width.cutoff = 110), collapse = "\n")
  cases[[length(cases) + 1]] <<- list(method = "real", name = name, call = text, output = eval(call, globalenv()))
}

# ---- the cohort --------------------------------------------------------------------------------------------------

patients <- read.csv(file.path(cohort, "patients.csv"))
cytokines <- read.csv(file.path(cohort, "cytokines.csv"))
labs <- read.csv(file.path(cohort, "labs.csv"))
ids <- as.character(patients$patient_id)
peak <- tapply(cytokines$value_pg_ml, list(cytokines$patient_id, cytokines$cytokine), max)[ids, ]
ferritin <- with(labs[labs$analyte == "Ferritin" & !is.na(labs$value), ], tapply(value, patient_id, max))[ids]
all_cytokines <- sort(colnames(peak), method = "radix")
patients$log2_blasts <- log2(patients$marrow_blasts_pct)

complete_pairs <- function(x, y, f, ...) { keep <- !is.na(x) & !is.na(y); f(x[keep], y[keep], ...) }
# A rank-sum comparison of the log2 peaks of one cytokine, those with the complication minus those without.
by_hlh <- function(cytokine) {
  level <- log2(peak[, cytokine])
  test <- wilcoxon(na.omit(level[patients$hlh == 1]), na.omit(level[patients$hlh == 0]), 0.95)
  list(value = test$middle, low = test$low, high = test$high, p = test$p, n = sum(!is.na(level)))
}
with_grade <- function(cytokine, method) {
  exact <- if (method == "spearman") FALSE
  correlate(peak[, cytokine], patients$crs_grade_max_lee, method, 0.95, exact)
}
two_by_two <- function(a, b) {
  counts <- table(factor(a, 1:0), factor(b, 1:0))
  c(fisher_fine(counts, 0.95), p = fisher.test(counts)$p.value, n = sum(counts))
}
firth_of_cr <- function(terms) {
  used <- na.omit(patients[c("cr", terms)])
  found <- firth_logistic(used[terms], used$cr, 0.95)
  list(
    value = exp(found$coef), low = exp(found$low), high = exp(found$high), p = found$p,
    n = nrow(used), events = sum(used$cr)
  )
}
polr_of_grade <- function() {
  used <- na.omit(patients[c("crs_grade_max_lee", "log2_blasts")])
  found <- ordinal(used["log2_blasts"], used$crs_grade_max_lee, 0.95)
  list(value = exp(found$coef), low = exp(found$low), high = exp(found$high), p = found$p, n = nrow(used))
}

# ---- statistics --------------------------------------------------------------------------------------------------

statistic("CR", with(patients, c(exact_interval(sum(cr, na.rm = TRUE), sum(!is.na(cr)), 0.95), n = sum(!is.na(cr)))))
statistic("HLH by earlier transplant", two_by_two(patients$hlh, patients$prior_hct))
statistic("severe CRS by HLH", two_by_two(+(patients$crs_grade_max_lee >= 3), patients$hlh))
for (cytokine in c("IFN-gamma", "IL-6", "IL-10", "IL-8", "IL-18", "TNF-alpha", "MIP-1alpha")) {
  eval(bquote(statistic(.(paste("peak", cytokine, "by HLH")), by_hlh(.(cytokine)))))
}
statistic("14 cytokines by HLH, holm", list(p = p.adjust(sapply(all_cytokines, function(name) by_hlh(name)$p), "holm")))
statistic("14 cytokines by HLH, bh", list(p = p.adjust(sapply(all_cytokines, function(name) by_hlh(name)$p), "BH")))
for (cytokine in c("IL-6", "IFN-gamma")) {
  for (method in c("spearman", "kendall")) {
    eval(bquote(statistic(
      .(paste0("peak ", cytokine, " and grade, ", method)), with_grade(.(cytokine), .(method))
    )))
  }
}
statistic("peak ferritin for HLH, AUC", complete_pairs(ferritin, patients$hlh, delong, 0.95))
statistic("CR on blasts, Firth", firth_of_cr("log2_blasts"))
statistic("CR on blasts and earlier transplant, Firth", firth_of_cr(c("log2_blasts", "prior_hct")))
statistic("grade on blasts, ordinal", polr_of_grade())
for (weights in c("linear", "quadratic")) {
  eval(bquote(statistic(
    .(paste0("grades by Lee and ASTCT, ", weights)),
    with(patients, kappa(crs_grade_max_lee, crs_grade_max_astct, .(weights), 0.95))
  )))
}
save_cases("real")
